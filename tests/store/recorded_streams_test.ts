import assert from "node:assert/strict";
import fc from "fast-check";
import type { JsonObject } from "../../src/model/json.ts";
import { putStreamsBack, takeStreams } from "../../src/store/recorded_streams.ts";

const text = fc.string({
  unit: fc.constantFrom("a", "\n", "\r", "\v", "\x1c", "\x85", "\u2028", "\0", "日"),
  maxLength: 12,
});
const lines = fc.array(text, { maxLength: 3 });
const results: fc.Arbitrary<JsonObject> = fc.record({
  changed: fc.boolean(),
  stdout: fc.oneof(text, fc.constant(7), fc.constant(null)),
  stdout_lines: lines,
  stderr: text,
  stderr_lines: lines,
  msg: text,
}, { requiredKeys: ["changed"] });

Deno.test("putStreamsBack() gives back what takeStreams() took apart, from the JSON that is stored", () => {
  fc.assert(fc.property(results, (result) => {
    const taken = takeStreams(result);
    const stored = JSON.parse(JSON.stringify(taken.result));
    assert.deepEqual(putStreamsBack({ ...taken, result: stored }), JSON.parse(JSON.stringify(result)));
  }));
});

Deno.test("takeStreams() keeps lines in the result only where they say something else", () => {
  const stdout = "one\r\ntwo\n\nlast";
  const same = takeStreams({ changed: true, stdout, stdout_lines: ["one", "two", "", "last"] });
  assert.deepEqual(same, { stdout, stderr: null, result: { changed: true } });
  const other = takeStreams({ changed: true, stdout, stdout_lines: ["one"] });
  assert.deepEqual(other.result, { changed: true, stdout_lines: ["one"] });
});
