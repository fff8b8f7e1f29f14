// Whatever a client sends: an answer in order or a closed connection, never a bug of ours, never a stack.
import assert from "node:assert/strict";
import fc from "fast-check";
import { submission } from "../../store/scratch.ts";
import { Door, FULL, READ } from "../open_door.ts";

const PATHS = [
  "/",
  "/login",
  "/logout",
  "/loops/1",
  "/loops/new",
  "/loops/1/compare/1/2",
  "/inbox",
  "/hosts/web1",
  "/rules",
  "/deeds/pause",
  "/deeds/answer",
  "/deeds/submit",
  "/api/v1/loops",
  "/api/v1/loops/1",
  "/api/v1/prompts/1/answer",
  "/openapi.json",
  "/metrics",
  "/readyz",
  "/assets/page.js",
];
const PIECES = [
  "/..",
  "/%2e%2e",
  "%00",
  "%ff",
  "//",
  "\\",
  "?after=x",
  "?limit=-1",
  "?sort=__proto__",
  "?next=//evil.test",
  "#x",
  "é",
];
const HEADERS: [string, string[]][] = [
  ["accept", ["text/html", "application/json", "*/*", "\x80\xff"]],
  ["accept-encoding", ["gzip", "gzip;q=0", "gzip;q=x", ","]],
  ["authorization", [`Bearer ${FULL.token}`, `Bearer ${READ.token}`, "Bearer ", "Basic eDp5", "Bearer \x7f"]],
  ["cookie", ["said=1", "ftl2_1=x; __Host-ftl2=1.2.3.4", "=;=;", "a=%00%ff%zz", "\x80"]],
  ["content-type", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain", ";"]],
  ["origin", ["OWN", "null", "http://evil.test", "://"]],
  ["sec-fetch-site", ["same-origin", "cross-site", "none", "x"]],
  ["last-event-id", ["1", "x", "-1"]],
  ["if-none-match", ["*", 'W/"x"', '"']],
  ["x-page", ["1"]],
  ["x-forwarded-for", ["127.0.0.1", "x"]],
];
const BODIES = [
  "",
  "{}",
  "[]",
  "null",
  "{",
  "loop=1&reason=x",
  "loop=%zz",
  "\0",
  '{"__proto__":{"x":1}}',
  "=&=&&",
  "a".repeat(3000),
];

const requests = fc.record({
  method: fc.constantFrom("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "get"),
  path: fc.tuple(fc.constantFrom(...PATHS), fc.option(fc.constantFrom(...PIECES), { nil: "" })).map((parts) =>
    parts.join("")
  ),
  headers: fc.subarray(HEADERS).chain((chosen) =>
    fc.tuple(...chosen.map(([name, values]) => fc.constantFrom(...values).map((value) => [name, value] as const)))
  ),
  body: fc.option(fc.constantFrom(...BODIES), { nil: undefined }),
});

for (const tokens of [undefined, [FULL, READ]]) {
  Deno.test(`the server answers any request in order, ${tokens === undefined ? "to everybody" : "to those with a token"}`, async () => {
    await using door = await Door.open(tokens === undefined ? {} : { tokens });
    await door.store.queue.submit(submission);
    const own = door.url.slice(0, -1);
    await fc.assert(
      fc.asyncProperty(requests, async ({ method, path, headers, body }) => {
        const sent = Object.fromEntries(headers.map(([name, value]) => [name, value === "OWN" ? own : value]));
        const { status, text } = await door.ask(path, { method, headers: sent, ...body === undefined ? {} : { body } });
        assert.ok(status >= 200 && status < 500, `${status} ${text.slice(0, 300)}`);
        assert.deepEqual(door.notes, []);
        assert.equal(/\bat [^ ]+ \(?(file|ext|npm):/.test(text), false, "a stack");
        door.clock.ms += 20_000;
      }),
      { numRuns: 300 },
    );
  });
}
