import assert from "node:assert/strict";
import fc from "fast-check";
import { allRoutes } from "../../../src/server/api/api.ts";
import { PREFIX } from "../../../src/server/api/path_parts.ts";
import { asking, submission } from "../../store/scratch.ts";
import { PLAYBOOK, RULE } from "../page_stage.ts";
import { ApiStage, FULL } from "./api_stage.ts";

Deno.test("the API refuses what it does not know with a sentence that names the field", async () => {
  await using api = await ApiStage.open();
  await api.stage.store.queue.submit(submission);
  const cases: [method: string, path: string, body: unknown, says: RegExp][] = [
    [
      "GET",
      "/loops?lmit=5",
      undefined,
      /^400 input: There is no field "lmit" in this query: its fields are status, all,/,
    ],
    ["GET", "/loops?limit=0", undefined, /^400 input: `limit` is at least 1\.$/],
    ["GET", "/loops?limit=501", undefined, /^400 input: `limit` is at most 500\.$/],
    ["GET", "/loops?limit=many", undefined, /^400 input: `limit` is to be a number, not "many"\.$/],
    ["GET", "/loops?limit=1.5", undefined, /^400 input: `limit` is to be a whole number, not 1\.5\.$/],
    ["GET", "/loops?limit=1&limit=2", undefined, /^400 input: `limit` is there 2 times\.$/],
    ["GET", "/loops?all=maybe", undefined, /^400 input: `all` is to be true or false, not "maybe"\.$/],
    ["GET", "/loops?status=gone", undefined, /^400 input: `status\[0\]` is one of pending, running, .*, not "gone"\.$/],
    ["GET", "/loops?sort=colour", undefined, /^400 input: `sort` is one of id, name,/],
    ["GET", "/loops?after=nonsense", undefined, /^400 input: ./],
    ["GET", "/hosts?after=W10", undefined, /^400 input: ./],
    ["GET", "/loops/1?x=1", undefined, /^400 input: There is no field "x" in this query: it has no fields\.$/],
    ["GET", "/loops/9", undefined, /^404 not_found: There is no loop "9"\.$/],
    ["GET", "/iterations/first", undefined, /^400 input: `iteration` is a number from 1 up, not "first"\.$/],
    ["GET", "/iterations/9", undefined, /^404 not_found: There is no iteration 9\.$/],
    ["GET", "/actions/99999999999999999999", undefined, /^400 input: `action` is a number/],
    ["GET", "/actions/9", undefined, /^404 not_found: /],
    ["GET", "/calls/9", undefined, /^404 not_found: /],
    ["GET", "/prompts/9", undefined, /^404 not_found: /],
    ["GET", "/prompts?loop=nobody", undefined, /^404 not_found: There is no loop "nobody"\.$/],
    ["GET", "/hosts/%3Cb%3E", undefined, /^404 not_found: No loop knows a host "<b>"\.$/],
    ["GET", "/rules/nothing", undefined, /^404 not_found: /],
    ["GET", "/modules/nothing", undefined, /^404 not_found: There is no module "nothing"/],
    ["GET", "/modules/--help", undefined, /^404 not_found: There is no module '--help'/],
    ["GET", "/nothing", undefined, /^404 not_found: /],
    ["DELETE", "/loops/1", undefined, /^405 not_allowed: /],
    [
      "POST",
      "/loops/1/pause",
      { why: "x" },
      /^400 input: There is no field "why" in this body: its fields are reason, for\.$/,
    ],
    ["POST", "/loops/1/pause", { reason: 5 }, /^400 input: `reason` is to be a text, not 5\.$/],
    ["POST", "/loops/1/pause", { reason: "x".repeat(501) }, /^400 input: `reason` has at most 500 characters\.$/],
    ["POST", "/loops/1/pause", { for: "soon" }, /^400 input: "soon" is no length of time\./],
    ["POST", "/loops/1/pause", [], /^400 input: The body is to be an object, not \[\]\.$/],
    ["POST", "/loops/1/pause", "{", /^400 input: The body is no JSON: /],
    ["POST", "/loops/1/retry", {}, /^409 conflict: Loop 1 is pending: only one that failed/],
    ["POST", "/loops/9/pause", {}, /^404 not_found: /],
    ["POST", "/prompts/9/answer", {}, /^400 input: `response` is missing\.$/],
    ["POST", "/prompts/9/answer", { response: "yes" }, /^404 not_found: There is no question 9$/],
    ["POST", "/loops", {}, /^400 input: It is not said what is wanted/],
    ["POST", "/loops", { file: "nowhere.yml" }, /^400 input: nowhere\.yml: There is no such file/],
    ["POST", "/loops", { goal: "x", forks: -1 }, /^400 input: `forks` is more than 0\.$/],
    ["POST", "/loops", { goal: "x", syntaxCheck: true }, /^400 input: There is no field "syntaxCheck"/],
    ["POST", "/policy/test", { file: "nowhere.yml" }, /^400 input: /],
    ["POST", "/rules/nothing/approve", {}, /^404 not_found: /],
  ];
  for (const [method, path, body, says] of cases) {
    assert.match(await api.refusal(method, `${PREFIX}${path}`, body), says);
  }
  const form = await api.ask("POST", `${PREFIX}/loops/1/pause`, {
    body: "reason=x",
    headers: { "content-type": "application/x-www-form-urlencoded" },
  });
  assert.deepEqual([form.status, form.body.error?.kind], [415, "not_json"]);
  const stranger = await api.ask("GET", `${PREFIX}/loops`, { token: { ...FULL, token: "a-token-that-nobody-has" } });
  assert.deepEqual([stranger.status, stranger.body.error?.kind], [401, "unauthorized"]);
  assert.equal((await api.stage.store.archive.loop(1))?.status, "pending");
  assert.deepEqual(api.notes, []);
});

Deno.test("the API finds a loop by any name", async () => {
  await using api = await ApiStage.open();
  const names = ["a/b", "a b", "ü%2F", "...", "what?", "#1", "<b>", "2"];
  for (const name of names) await api.stage.store.queue.submit({ ...submission, name });
  for (const [at, name] of names.entries()) {
    const { loop } = await api.data(`${PREFIX}/loops/${encodeURIComponent(name)}`);
    // A number is meant before a name.
    assert.equal((loop as { id: number }).id, name === "2" ? 2 : at + 1, name);
  }
});

Deno.test("the API does nothing to a loop whose name several share, and finds it by its number", async () => {
  await using api = await ApiStage.open();
  await api.stage.store.queue.submit(submission);
  await api.stage.store.queue.submit(submission);
  assert.match(
    await api.refusal("POST", "/api/v1/loops/site/cancel", {}),
    /^409 conflict: 2 loops are called "site": 1, 2/,
  );
  assert.equal((await api.ask("POST", "/api/v1/loops/2/cancel")).status, 200);
  assert.equal((await api.ask("POST", "/api/v1/loops/site/cancel")).status, 200);
  assert.equal((await api.stage.store.archive.loop(1))?.status, "cancelled");
});

Deno.test("a submission that is sent again with its Idempotency-Key makes one loop, also while the first is on its way", async () => {
  await using api = await ApiStage.open();
  const file = api.stage.file("site.yml", PLAYBOOK);
  const send = (body: unknown, key = "a1") =>
    api.ask("POST", "/api/v1/loops", { body, headers: { "idempotency-key": key } });
  assert.equal((await send({ file: "nowhere.yml" })).status, 400);
  const both = await Promise.all([send({ file }), send({ file })]);
  const again = await send({ file });
  for (const { status, headers, body } of [...both, again]) {
    assert.deepEqual([status, headers.get("location")], [201, "/api/v1/loops/1"]);
    assert.deepEqual(body, again.body);
  }
  assert.deepEqual((await send({ file, name: "other" })).status, 409);
  assert.equal((await send({ file }, "a2")).headers.get("location"), "/api/v1/loops/2");
  assert.equal((await send({ file }, "")).status, 400);
  assert.equal((await api.stage.store.archive.loops({ all: true })).length, 2);
});

Deno.test("whatever JSON is sent to the API, it is never our bug", async () => {
  await using api = await ApiStage.open();
  await asking(api.stage.store, ["Which port?"]);
  api.stage.file("site.yml", PLAYBOOK);
  api.stage.file("rules/motd.yml", RULE);
  const names = { loop: "1", prompt: "1", rule: "motd" };
  const posts = allRoutes().filter(({ method }) => method === "post");
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(
      "-h",
      "--",
      "--help",
      "-",
      "=",
      "@",
      "@/etc/passwd",
      "\0",
      "site.yml",
      "5m",
      "all",
      "{}",
      "../..",
      "yes",
    ),
  );
  const value = fc.oneof(text, fc.jsonValue(), fc.boolean(), fc.double(), fc.array(text, { maxLength: 3 }));
  const request = fc.constantFrom(...posts).chain(({ id, path, body }) =>
    fc.record({
      id: fc.constant(id),
      path: fc.constant(path.replace(/\{(\w+)\}/g, (_, name: keyof typeof names) => names[name])),
      body: fc.oneof(
        { weight: 4, arbitrary: someOf(Object.keys(body?.shape ?? {}), value) },
        fc.jsonValue(),
        fc.string({ unit: "binary" }),
      ),
    })
  );
  await fc.assert(
    fc.asyncProperty(request, async ({ id, path, body }) => {
      const { status, body: answer } = await api.ask("POST", `${PREFIX}${path}`, { body });
      assert.ok([200, 201, 400, 404, 409].includes(status), `${id}: ${status} ${JSON.stringify(answer)}`);
      assert.equal(answer.ok, status < 300);
    }),
    { numRuns: 150 },
  );
  assert.deepEqual(api.notes, []);
});

Deno.test("whatever is asked of the API's lists, it is never our bug", async () => {
  await using api = await ApiStage.open();
  await asking(api.stage.store, ["Which port?"]);
  const gets = allRoutes().filter(({ method }) => method === "get");
  const text = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom("1", "0", "true", "id", "open", "9".repeat(30), "-1"),
  );
  const request = fc.constantFrom(...gets).chain(({ path, query }) =>
    fc.record({
      path: text.map((word) => path.replace(/\{\w+\}/g, encodeURIComponent(word.toWellFormed()) || "x")),
      query: someOf(Object.keys(query?.shape ?? {}), text.map((word) => word.toWellFormed())),
    })
  );
  await fc.assert(
    fc.asyncProperty(request, async ({ path, query }) => {
      const { status, body } = await api.ask("GET", `${PREFIX}${path}?${new URLSearchParams(query)}`);
      assert.ok([200, 400, 404].includes(status), `${path}: ${status} ${JSON.stringify(body)}`);
    }),
    { numRuns: 300 },
  );
  assert.deepEqual(api.notes, []);
});

/** An object with some of these fields. */
function someOf<T>(names: string[], value: fc.Arbitrary<T>): fc.Arbitrary<{ [name: string]: T }> {
  return fc.record(Object.fromEntries(names.map((name) => [name, value])), { requiredKeys: [] }) as never;
}
