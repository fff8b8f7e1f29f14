// Errors as whoever asks is told of them.
import assert from "node:assert/strict";
import { InputError, StoreError } from "../../src/model/errors.ts";
import { Door, READ } from "./open_door.ts";

const HTML = { accept: "text/html,application/xhtml+xml" };

/** Makes every page fail like this. */
function failing(door: Door, error: unknown): void {
  door.world.survey = { ...door.world.survey, loops: () => Promise.reject(error), counts: () => Promise.reject(error) };
}

Deno.test("a bug of ours is told in words, its stack to the log alone", async () => {
  await using door = await Door.open();
  failing(door, new TypeError("secret inside of things"));
  for (const headers of [HTML, { accept: "application/json" }, {}]) {
    const { status, text } = await door.ask("/", { headers });
    assert.equal(status, 500);
    assert.match(text, /This is a bug of ours, please report it\./);
    assert.equal(/secret inside|\.tsx?|at .*:\d+/.test(text), false, text);
  }
  assert.equal(door.notes.length, 3);
  assert.match(door.notes[0] ?? "", /^GET \/: TypeError: secret inside of things\n +at /);
});

Deno.test("a database that cannot be used is told with what to do, and is 503", async () => {
  await using door = await Door.open();
  failing(door, new StoreError("loops.db is locked", "another program holds it: wait"));
  const { status, text, headers } = await door.ask("/", { headers: HTML });
  assert.deepEqual([status, headers.get("retry-after")], [503, "5"]);
  assert.match(text, /<p>loops\.db is locked<\/p>/);
  assert.match(text, /another program holds it: wait/);
  assert.match(text, /<html lang="en">/);
  failing(door, new StoreError("loops.db is damaged", "restore it", { lasting: true }));
  assert.equal((await door.ask("/")).headers.get("retry-after"), null);
  assert.deepEqual(door.notes, []);
});

Deno.test("bad input is 400, its sentence harmless", async () => {
  await using door = await Door.open();
  door.world.survey = {
    ...door.world.survey,
    loops: () => Promise.reject(new InputError("no such <script>alert(1)</script>\x1b[2J\u202e")),
  };
  const page = await door.ask("/", { headers: HTML });
  assert.equal(page.status, 400);
  assert.match(page.text, /no such &lt;script&gt;alert\(1\)&lt;\/script&gt;\\x1b\[2J\\u{202e}/);
  // In the frame of all pages, whence one can go on.
  assert.match(page.text, /<nav class="sections"/);
  const text = await door.ask("/");
  assert.match(text.text, /^no such <script>.*\\x1b\[2J\\u{202e}\n$/);
  assert.match(text.headers.get("content-type") ?? "", /^text\/plain/);
});

Deno.test("what is not there is 404, what is not done so is 405 with what is", async () => {
  await using door = await Door.open();
  const own = { origin: door.url.slice(0, -1) };
  for (
    const path of [
      "/nothing",
      "/loops/1/x",
      "/%2e%2e/%2e%2e/etc/passwd",
      "/loops%00",
      "/%zz",
      "/%ff",
      "/.env",
      "//evil.test/",
    ]
  ) {
    const { status, headers } = await door.ask(path, { headers: HTML });
    assert.ok(status === 404 || status === 400, `${path} ${status}`);
    assert.equal(headers.get("location"), null);
  }
  const api = await door.ask("/api/v1/nothing");
  assert.deepEqual([api.status, JSON.parse(api.text).error.kind], [404, "not_found"]);
  const wrong = await door.ask("/livez", { method: "DELETE", headers: own });
  assert.deepEqual([wrong.status, wrong.headers.get("allow")], [405, "GET, HEAD"]);
  assert.equal((await door.ask("/deeds/pause")).status, 405);
  assert.equal((await door.ask("/", { method: "POST", headers: own })).status, 405);
  assert.equal((await door.ask("/nothing", { method: "POST", headers: own })).status, 404);
  assert.equal((await door.ask("/livez", { method: "OPTIONS" })).status, 405);
  const head = await door.ask("/", { method: "HEAD" });
  assert.deepEqual([head.status, head.text], [200, ""]);
  assert.match(head.headers.get("content-type") ?? "", /^text\/html/);
  assert.deepEqual(door.notes, []);
});

Deno.test("whoever is not known is told nothing of the record by an error", async () => {
  await using door = await Door.open({ tokens: [READ] });
  failing(door, new StoreError("/srv/secret/loops.db is locked", "wait"));
  const asked = [
    door.ask("/", { headers: { ...HTML, host: "evil.test" } }),
    door.ask("/login", { method: "POST", headers: { ...HTML, origin: "http://evil.test" } }),
    door.ask("/assets/none", { headers: HTML }),
    door.ask("/nothing", { headers: HTML }),
  ];
  for (const { text } of await Promise.all(asked)) {
    assert.equal(/loops\.db|<nav/.test(text), false, text);
  }
});
