import assert from "node:assert/strict";
import { resultOf } from "../../src/ansible/runner_answer.ts";

/** What a host sends back whose module printed this. */
const printed = (out: string) =>
  resultOf({
    rc: 0,
    stdout: `${JSON.stringify({ rc: 0, out, err: "" })}\n`,
    stderr: "",
    timedOut: false,
    cancelled: false,
    truncated: false,
    startedAt: "2026-01-01T00:00:00.000Z",
    endedAt: "2026-01-01T00:00:00.000Z",
  });

Deno.test("resultOf() takes no answer that is deeper than any Python writes, and braces in texts for what they are", () => {
  const nested = (depth: number) => `{"changed": false, "deep": ${"[".repeat(depth)}${"]".repeat(depth)}}`;
  assert.equal(printed(nested(900))["failed"], undefined);
  for (const text of [nested(200_000), nested(200_000).replace("false", "NaN")]) {
    assert.match(String(printed(text)["msg"]), /^MODULE FAILURE/);
  }
  const quoted = JSON.stringify({ changed: true, text: `"\\${"[{".repeat(5000)}` });
  assert.equal(printed(quoted).changed, true);
});

Deno.test("resultOf() takes names that objects have of their own as names", () => {
  const result = printed(
    '{"changed": false, "__proto__": {"failed": true}, "constructor": 1, "ansible_facts": {"__proto__": 2}}',
  );
  assert.equal(result["failed"], undefined);
  assert.equal(Object.getPrototypeOf(result), Object.prototype);
  assert.deepEqual(Object.keys(result["ansible_facts"] as object), ["__proto__"]);
});

Deno.test("resultOf() takes an output that was cut for no answer, whatever is left of it", () => {
  const stdout = `${JSON.stringify({ rc: 0, out: '{"changed": true}', err: "" })}\n`;
  const result = resultOf({
    ...{ rc: 0, stdout, stderr: "", timedOut: false, cancelled: false, truncated: true },
    ...{ startedAt: "", endedAt: "" },
  });
  assert.equal(result["failed"], true);
  assert.match(String(result["msg"]), /is not known$/);
});
