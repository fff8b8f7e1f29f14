// Who may come in, over a real socket: names, origins, tokens, roles, bodies.
import assert from "node:assert/strict";
import { submission } from "../../store/scratch.ts";
import { cookieOf, Door, FULL, READ } from "../open_door.ts";

const JSON_TYPE = { "content-type": "application/json" };

Deno.test("the guard answers nobody who asks under a name that is pointed at this machine", async () => {
  await using door = await Door.open();
  const paths = ["/", "/livez", "/login", "/assets/style.css", "/api/v1/events", "/openapi.json"];
  for (const path of paths) {
    const { status, text } = await door.ask(path, { headers: { host: `evil.test:${door.port}` } });
    assert.equal(status, 421, path);
    assert.match(text, /This page is not known as evil\.test:\d+\./);
    assert.match(text, /serve --host-name NAME/);
  }
  const hostile = ["<script>alert(1)</script>", "a b", "localhost@evil.test", "\x1b[31m", "x".repeat(5000)];
  for (const host of hostile) {
    const { status, text } = await door.ask("/", { headers: { host, accept: "text/html" } });
    assert.ok(status === 421 || status === 400, `${host}: ${status}`);
    assert.equal(text.includes("<script>alert"), false);
    assert.equal(text.includes("\x1b"), false);
    assert.ok(text.length < 3000);
  }
  assert.equal((await door.ask("/", { headers: { host: `localhost:${door.port}` } })).status, 200);
  await using named = await Door.open({ names: ["ops.example.com"] });
  assert.equal((await named.ask("/", { headers: { host: "ops.example.com" } })).status, 200);
});

Deno.test("the guard lets pages of ours do something, and no other site's, with whatever headers its browser sends", async () => {
  await using door = await Door.open({ names: ["ops.example.com"] });
  await door.store.queue.submit(submission);
  const own = door.url.slice(0, -1);
  const other = "http://127.0.0.1:1";
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const cases: [allowed: boolean, headers: { [name: string]: string }][] = [
    [true, { ...form, origin: own, "sec-fetch-site": "same-origin" }],
    [true, { ...form, origin: own }],
    [true, { ...form, origin: own.toUpperCase().replace("HTTP", "http") }],
    [true, { ...form, "sec-fetch-site": "same-origin" }],
    [true, { ...form, "sec-fetch-site": "none" }],
    // A proxy that ends TLS, and asks us under our address.
    [true, { ...form, origin: "https://ops.example.com", "sec-fetch-site": "same-origin" }],
    [true, { ...form, origin: "https://ops.example.com", host: "ops.example.com" }],
    [false, { ...form, origin: "https://ops.example.com:9999" }],
    [false, { ...form, origin: "https://evil.example.com" }],
    // A page of another program on this machine is the same site, and another origin.
    [false, { ...form, origin: other, "sec-fetch-site": "same-site" }],
    [false, { ...form, origin: other }],
    [false, { ...form, origin: own, "sec-fetch-site": "same-site" }],
    [false, { ...form, origin: own, "sec-fetch-site": "cross-site" }],
    [false, { ...form, "sec-fetch-site": "cross-site" }],
    [false, { ...form, origin: "null" }],
    [false, { ...form, origin: "null", "sec-fetch-site": "same-origin" }],
    [false, { ...form, origin: "" }],
    [false, { ...form, origin: `${own}.evil.test` }],
    [false, { ...form, origin: `file://${door.host}` }],
    [false, { ...form, origin: "http://localhost" }],
    [false, form],
    [false, { ...form, referer: door.url }],
    [false, { "content-type": "text/plain" }],
    [false, {}],
    // A form can send this type with JSON in it.
    [false, { "content-type": "text/plain;application/json" }],
    [false, { ...JSON_TYPE, origin: other }],
    [false, { authorization: "Bearer x", origin: other }],
  ];
  for (const [allowed, headers] of cases) {
    const { status } = await door.ask("/deeds/pause", { method: "POST", headers, body: "loop=1&reason=x&back=/" });
    assert.equal(status === 403, !allowed, `${JSON.stringify(headers)} ${status}`);
    assert.equal((await door.store.archive.loop(1))?.status, allowed ? "paused" : "pending", JSON.stringify(headers));
    if (allowed) await door.store.queue.resume(1, "ann");
  }
  // What names no page at all: a program.
  for (
    const headers of [JSON_TYPE, { "content-type": "Application/JSON; charset=utf-8" }, { authorization: "Bearer x" }]
  ) {
    assert.notEqual((await door.ask("/api/v1/none", { method: "POST", headers, body: "{}" })).status, 403);
  }
});

Deno.test("the guard shows nothing to what another site embeds or fetches, and everything to who follows a link", async () => {
  await using door = await Door.open();
  const from = (site: string, mode: string, dest: string) =>
    door.ask("/", { headers: { "sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest } });
  assert.equal((await from("cross-site", "navigate", "document")).status, 200);
  assert.equal((await from("same-origin", "cors", "empty")).status, 200);
  assert.equal((await from("none", "navigate", "document")).status, 200);
  assert.equal((await from("cross-site", "navigate", "iframe")).status, 403);
  assert.equal((await from("same-site", "no-cors", "script")).status, 403);
  assert.equal((await from("cross-site", "no-cors", "image")).status, 403);
  assert.equal((await from("cross-site", "cors", "empty")).status, 403);
});

Deno.test("the guard asks for a token where there are tokens: pages lead to the form, programs are told", async () => {
  await using door = await Door.open({ tokens: [FULL, READ] });
  await door.store.queue.submit({ ...submission, name: "hidden name" });
  for (
    const path of [
      "/",
      "/loops/1?x=1",
      "/nothing",
      "/login/",
      "/assets/../loops/1",
      "/assets%2f..%2floops%2f1",
      "/LIVEZ",
    ]
  ) {
    const { status, headers, text } = await door.ask(path);
    assert.equal(status, 303, path);
    assert.match(headers.get("location") ?? "", /^\/login(\?next=%2F[^&]*)?$/);
    assert.equal(text.includes("hidden"), false);
  }
  for (const path of ["/api/v1/loops", "/api/v1/events", "/openapi.json", "/metrics", "/readyz", "/api/none"]) {
    const { status, headers, text } = await door.ask(path);
    assert.deepEqual([status, headers.get("www-authenticate")], [401, "Bearer"], path);
    if (path.startsWith("/api")) assert.equal(JSON.parse(text).error.kind, "unauthorized");
  }
  assert.equal((await door.ask("/livez")).status, 200);
  assert.equal((await door.ask("/assets/style.css")).status, 200);
  const { status } = await door.form("/deeds/cancel", { loop: "1" });
  assert.equal(status, 303);
  assert.equal((await door.store.archive.loop(1))?.status, "pending");
});

Deno.test("a token lets in as what its line says: read sees everything and does nothing", async () => {
  await using door = await Door.open({ tokens: [FULL, READ] });
  await door.store.queue.submit(submission);
  const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
  for (const { token } of [FULL, READ]) {
    assert.equal((await door.ask("/", { headers: bearer(token) })).status, 200);
    assert.equal((await door.ask("/readyz", { headers: bearer(token) })).status, 200);
  }
  const pause = (headers: { [name: string]: string }) =>
    door.form("/deeds/pause", { loop: "1", reason: "x", back: "/" }, headers);
  for (const headers of [bearer(READ.token), { cookie: await door.session(READ) }]) {
    const refused = await pause({ ...headers, accept: "text/html" });
    assert.equal(refused.status, 403);
    assert.match(refused.text, /rob may read everything here, and change nothing\./);
    assert.equal((await door.store.archive.loop(1))?.status, "pending");
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const api = await door.ask("/api/v1/loops/1/cancel", {
        method,
        headers: { ...headers, ...JSON_TYPE, origin: door.url.slice(0, -1) },
        body: "{}",
      });
      assert.equal(api.status, 403, method);
    }
  }
  assert.equal((await pause(bearer(FULL.token))).status, 303);
  const loop = await door.store.archive.loop(1);
  assert.equal(loop?.status, "paused");
  const wrong = await door.ask("/api/v1/loops", { headers: bearer("somebody-else-s-token") });
  assert.equal(wrong.status, 401);
  assert.equal(wrong.text.includes("somebody-else"), false);
  // A token that is wrong is not made good by a session.
  const cookie = await door.session(FULL);
  assert.equal((await door.ask("/", { headers: { cookie, ...bearer("somebody-else-s-token") } })).status, 401);
});

Deno.test("wrong tokens are slowed down by address, in words, and whoever is in stays in", async () => {
  await using door = await Door.open({ tokens: [FULL] });
  const cookie = await door.session(FULL);
  const statuses = [];
  for (let guess = 0; guess < 8; guess++) {
    statuses.push((await door.form("/login", { token: `guess ${guess}` })).status);
  }
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429, 429]);
  const late = await door.form("/login", { token: FULL.token });
  assert.equal(late.status, 429);
  assert.equal(late.headers.get("retry-after"), "10");
  assert.match(late.text, /Too many wrong tokens came from here: try again in 10 s\./);
  const program = await door.ask("/api/v1/loops", { headers: { authorization: "Bearer guess" } });
  assert.equal(program.status, 429);
  assert.equal(JSON.parse(program.text).error.kind, "too_many");
  // A session is no guess, and a browser that has one may log in anew.
  assert.equal((await door.ask("/", { headers: { cookie } })).status, 200);
  assert.equal((await door.form("/login", { token: FULL.token }, { cookie })).status, 303);
  door.clock.ms += 10_000;
  assert.equal((await door.form("/login", { token: FULL.token })).status, 303);
});

Deno.test("whoever may read cannot guess at more by beginning one session after the other", async () => {
  await using door = await Door.open({ tokens: [FULL, READ] });
  const statuses: number[] = [];
  let cookie = await door.session(READ);
  for (let guess = 0; guess < 8; guess++) {
    statuses.push((await door.form("/login", { token: `guess ${guess}` }, { cookie })).status);
    const anew = await door.form("/login", { token: READ.token }, { cookie });
    cookie = cookieOf(anew.headers) ?? await door.session(READ);
  }
  assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429, 429]);
});

Deno.test("the guard reads bodies up to a mebibyte, whole or in chunks, and says so beyond", async () => {
  await using door = await Door.open();
  const own = { origin: door.url.slice(0, -1), "content-type": "application/x-www-form-urlencoded" };
  const ask = (body: string) => door.ask("/deeds/pause", { method: "POST", headers: own, body });
  const filled = (bytes: number) => `loop=1&reason=${"x".repeat(bytes - 14)}`;
  assert.equal((await ask(filled(1024 * 1024))).status, 303);
  const over = await ask(filled(1024 * 1024 + 1));
  assert.equal(over.status, 413);
  assert.match(over.text, /longer than 1 MiB/);
  const head = Object.entries({ ...own, host: door.host, "transfer-encoding": "chunked", connection: "close" });
  const begin = `POST /deeds/pause HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`;
  const chunk = `${(65536).toString(16)}\r\n${"x".repeat(65536)}\r\n`;
  assert.match(await door.raw(`${begin}${chunk.repeat(8)}0\r\n\r\n`), /^HTTP\/1.1 303 /);
  assert.match(await door.raw(`${begin}${chunk.repeat(17)}0\r\n\r\n`), /^HTTP\/1.1 413 /);
  // One that is announced is not waited for.
  assert.match(
    await door.raw(`${begin.replace("transfer-encoding: chunked", "content-length: 99999999999")}x`),
    /^HTTP\/1.1 413 /,
  );
  assert.deepEqual(door.notes, []);
});

Deno.test("the guard reads little of what comes from nobody that is known", async () => {
  await using door = await Door.open({ tokens: [FULL] });
  for (const path of ["/login", "/logout", "/livez", "/assets/page.js"]) {
    const whole = await door.form(path, { token: "x".repeat(16_000) });
    const over = await door.form(path, { token: "x".repeat(16_400) });
    assert.notEqual(whole.status, 413, path);
    assert.deepEqual([over.status, /longer than 16 KiB/.test(over.text)], [413, true], path);
  }
  assert.equal((await door.form("/deeds/pause", { reason: "x".repeat(2 * 1024 * 1024) })).status, 303, "led to /login");
  assert.deepEqual(door.notes, []);
});

Deno.test("every answer tells browsers what they may do with it", async () => {
  await using door = await Door.open({ tokens: [FULL] });
  const cookie = await door.session(FULL);
  const answers = await Promise.all([
    door.ask("/", { headers: { cookie } }),
    door.ask("/", {}),
    door.ask("/login"),
    door.ask("/livez"),
    door.ask("/nothing", { headers: { cookie, accept: "text/html" } }),
    door.ask("/api/v1/loops"),
    door.ask("/assets/page.js"),
    door.ask("/", { headers: { host: "evil.test" } }),
    door.form("/login", { token: "x" }),
    door.form("/login", { token: FULL.token }),
    door.ask("/", { method: "POST", headers: { origin: "http://evil.test" } }),
  ]);
  for (const { status, headers } of answers) {
    const policy = headers.get("content-security-policy") ?? "";
    assert.match(policy, /^default-src 'none'; /, String(status));
    assert.match(policy, /frame-ancestors 'none'/);
    assert.match(policy, /form-action 'self'/);
    assert.match(policy, /base-uri 'none'/);
    assert.equal(/unsafe|\*|data:|https?:/.test(policy), false);
    assert.equal(headers.get("x-frame-options"), "DENY");
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("referrer-policy"), "same-origin");
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
    assert.equal(headers.get("strict-transport-security"), null);
    assert.equal(headers.get("access-control-allow-origin"), null);
    assert.equal(headers.get("server"), null);
  }
  assert.equal(answers[0].headers.get("cross-origin-opener-policy"), "same-origin");
  // A browser heeds it over https and on loopback, and complains of it elsewhere.
  assert.equal(answers[7].headers.get("cross-origin-opener-policy"), null);
  assert.equal(answers[0].headers.get("cache-control"), "no-store");
  assert.equal(answers[6].headers.get("cache-control"), "public, max-age=0, must-revalidate");
});

Deno.test("a session's cookie is for this server alone, and for no script", async () => {
  await using door = await Door.open({ tokens: [FULL] });
  const { headers } = await door.form("/login", { token: FULL.token });
  const [cookie] = headers.getSetCookie();
  assert.match(
    cookie ?? "",
    new RegExp(`^ftl2_${door.port}=[0-9a-f.]+; Max-Age=43200; Path=/; HttpOnly; SameSite=Lax$`),
  );
  assert.equal(cookie?.includes(FULL.token), false);
  // Where a proxy ends TLS before us the browser says so.
  const named = { ...door.terms, names: ["ops.example.com"] };
  await door.close();
  Object.assign(door.terms, named);
  await door.start();
  const secure = await door.form("/login", { token: FULL.token }, { origin: "https://ops.example.com" });
  assert.match(
    secure.headers.getSetCookie()[0] ?? "",
    /^__Host-ftl2_\d+=[0-9a-f.]+; .*Path=\/; HttpOnly; Secure; SameSite=Lax$/,
  );
  assert.equal((await door.ask("/", { headers: { cookie: cookieOf(secure.headers)! } })).status, 200);
});

Deno.test("a session goes on after a restart, is made longer by use, and ends when it is left", async () => {
  await using door = await Door.open({ tokens: [FULL] });
  let cookie = await door.session(FULL);
  await door.restart();
  door.clock.ms += 6 * 3_600_000;
  const used = await door.ask("/", { headers: { cookie } });
  assert.equal(used.status, 200);
  cookie = cookieOf(used.headers)!;
  door.clock.ms += 11 * 3_600_000;
  assert.equal((await door.ask("/", { headers: { cookie } })).status, 200);
  const left = await door.form("/logout", {}, { cookie });
  assert.deepEqual([left.status, left.headers.get("location")], [303, "/login"]);
  assert.match(left.headers.getSetCookie()[0] ?? "", /^ftl2_\d+=; Max-Age=0; /);
  assert.equal((await door.ask("/", { headers: { cookie } })).status, 303);
  const idle = await door.session(FULL);
  door.clock.ms += 12 * 3_600_000;
  assert.equal((await door.ask("/", { headers: { cookie: idle } })).status, 303);
});
