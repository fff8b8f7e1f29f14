// The page over TLS: its address, its cookie, and clients that never finish a handshake.
import assert from "node:assert/strict";
import { makeCertificates } from "../../modules/certificates.ts";
import { PageStage } from "../page_stage.ts";
import { cookieOf, Door, FULL, readToEnd, write } from "../open_door.ts";

/** Texts of an authority, a certificate of it for 127.0.0.1, and its key. */
async function certificates(): Promise<{ ca: string; cert: string; key: string }> {
  const folder = await Deno.makeTempDir({ prefix: "tls-" });
  try {
    const { ca, cert, key } = await makeCertificates(folder);
    const [authority, ...rest] = await Promise.all([ca, cert, key].map((path) => Deno.readTextFile(path)));
    return { ca: authority!, cert: rest[0]!, key: rest[1]! };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("openServer() with a certificate speaks https, with a cookie that goes nowhere else", async () => {
  const { ca, ...tls } = await certificates();
  await using door = await Door.open({ tls, tokens: [FULL] });
  assert.match(door.url, /^https:\/\/127\.0\.0\.1:\d+\/$/);
  using client = Deno.createHttpClient({ caCerts: [ca] });
  const ask = (path: string, init: RequestInit = {}) =>
    fetch(new URL(path, door.url), { ...init, client, redirect: "manual" });
  const origin = door.url.slice(0, -1);
  const body = new URLSearchParams({ token: FULL.token });
  const login = await ask("/login", { method: "POST", body, headers: { origin } });
  await login.body?.cancel();
  assert.equal(login.status, 303);
  assert.match(
    login.headers.getSetCookie()[0] ?? "",
    /^__Host-ftl2_\d+=[0-9a-f.]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  const page = await ask("/", { headers: { cookie: cookieOf(login.headers)! } });
  assert.deepEqual([page.status, page.headers.get("strict-transport-security")], [200, null]);
  await page.body?.cancel();
  // What came unencrypted is no page of ours.
  const plain = await ask("/login", { method: "POST", body, headers: { origin: origin.replace("https", "http") } });
  assert.equal(plain.status, 403);
  await plain.body?.cancel();
});

Deno.test("openServer() with a certificate cuts off who begins no handshake, or none that ends", async () => {
  await using door = await Door.open({ tls: await certificates() }, { headersMs: 250, requestMs: 500 });
  for (const begun of ["", "\x16\x03\x01\x02\x00\x01", "GET / HTTP/1.1\r\n\r\n"]) {
    using connection = await door.connect();
    await write(connection, begun);
    await readToEnd(connection);
  }
});

Deno.test("openServer() says which certificate or key is none, and which do not belong together", async () => {
  const [{ cert, key }, other] = await Promise.all([certificates(), certificates()]);
  await using stage = await PageStage.open();
  const refused = (tls: { cert: string; key: string }, message: RegExp) =>
    assert.rejects(new Door(stage, { tls }, {}).start(), { name: "InputError", message });
  await refused({ cert: "none", key }, /^The file of --tls-cert has no certificate/);
  await refused({ cert, key: "none" }, /^The file of --tls-key has no key/);
  await refused({ cert, key: other.key }, /they belong together$/);
});
