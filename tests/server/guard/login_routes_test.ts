// The form to come in by, and where it leads.
import assert from "node:assert/strict";
import { Door, FULL } from "../open_door.ts";

Deno.test("/login leads where somebody was going, and never to another site", async () => {
  await using door = await Door.open({ tokens: [FULL] });
  const going = await door.ask("/inbox/12?x=%0d%0ay&z=1#a".split("#")[0]!);
  const location = going.headers.get("location") ?? "";
  assert.equal(location, `/login?next=${encodeURIComponent("/inbox/12?x=%0d%0ay&z=1")}`);
  const { text } = await door.ask(location);
  assert.match(text, /name="next" value="\/inbox\/12\?x=%0d%0ay&amp;z=1"/);
  const to = async (next: string) => {
    const { status, headers } = await door.form("/login", { token: FULL.token, next });
    assert.equal(status, 303);
    return headers.get("location");
  };
  assert.equal(await to("/inbox/12?x=%0d%0ay&z=1"), "/inbox/12?x=%0d%0ay&z=1");
  const elsewhere = [
    "//evil.test/",
    "/\\evil.test/",
    "\\\\evil.test",
    "https://evil.test/",
    "javascript:alert(1)",
    "/.//evil.test",
    "/\t/evil.test",
    " //evil.test",
    "/x\r\nset-cookie: a=b",
    "",
    "inbox",
    "/login",
    "/logout",
    "/login?next=/login",
  ];
  for (const next of elsewhere) assert.equal(await to(next), "/", JSON.stringify(next));
});

Deno.test("/login says what is wrong in words, keeps where one was going, and never shows what was typed", async () => {
  await using door = await Door.open({ tokens: [FULL] });
  const { status, text } = await door.form("/login", { token: "hunter2hunter2hunter2", next: "/hosts" });
  assert.equal(status, 401);
  assert.match(text, /role="alert">This token lets nobody in\. Is it whole\?</);
  assert.match(text, /name="next" value="\/hosts"/);
  assert.match(text, /<input type="password" [^>]*autocomplete="current-password"/);
  assert.match(text, /<label for="token">Token<\/label>/);
  assert.equal(text.includes("hunter2"), false);
  const hostile = await door.ask(`/login?next=${encodeURIComponent('/"><script>alert(1)</script>')}`);
  assert.equal(hostile.text.includes("<script>alert"), false);
});

Deno.test("/login takes a token that was copied with a line end, and nothing that is no form", async () => {
  await using door = await Door.open({ tokens: [FULL] });
  assert.equal((await door.form("/login", { token: ` ${FULL.token}\r\n` })).status, 303);
  const own = { origin: door.url.slice(0, -1) };
  const json = { ...own, "content-type": "application/json" };
  for (const body of ["{}", `{"token":"${FULL.token}"}`, "", "\0"]) {
    const { status } = await door.ask("/login", { method: "POST", headers: json, body });
    assert.ok(status >= 400 && status < 500, `${body} ${status}`);
  }
  const broken = { ...own, "content-type": "multipart/form-data; boundary=x" };
  // The last one is what Deno's own reader of forms ends with an error over.
  for (const body of ["--x\r\nnonsense", "--x\r\n".repeat(2000)]) {
    const { status } = await door.ask("/login", { method: "POST", headers: broken, body });
    assert.ok(status >= 400 && status < 500, String(status));
  }
  assert.deepEqual(door.notes, []);
});

Deno.test("/login of a page without tokens leads on", async () => {
  await using door = await Door.open();
  const { status, headers } = await door.ask("/login?next=/hosts");
  assert.deepEqual([status, headers.get("location")], [303, "/hosts"]);
});

Deno.test("another site can log nobody in or out", async () => {
  await using door = await Door.open({ tokens: [FULL] });
  const cookie = await door.session(FULL);
  const evil = { origin: "https://evil.test", "sec-fetch-site": "cross-site" };
  const login = await door.form("/login", { token: FULL.token }, evil);
  assert.deepEqual([login.status, login.headers.getSetCookie()], [403, []]);
  assert.equal((await door.form("/logout", {}, { ...evil, cookie })).status, 403);
  assert.equal((await door.ask("/", { headers: { cookie } })).status, 200);
});
