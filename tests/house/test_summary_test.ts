import assert from "node:assert/strict";
import { exitOf, readSummary } from "../../scripts/test_summary.ts";

Deno.test("readSummary() reads counts in colour, with steps, and the skipped ones", () => {
  assert.deepEqual(readSummary("x ... ok (1ms)\n\nok | 6 passed | 0 failed (18ms)\n\n"), {
    passed: 6,
    failed: 0,
    ignored: 0,
  });
  const colours =
    "\n\x1b[0m\x1b[31mFAILED\x1b[0m | 12 passed (3 steps) | 2 failed (1 step) | 4 ignored \x1b[0m(1s)\x1b[0m\n";
  assert.deepEqual(readSummary(colours), { passed: 12, failed: 2, ignored: 4 });
});

Deno.test("readSummary() takes the last line of counts, not one that a test printed", () => {
  assert.equal(readSummary("ok | 1 passed | 0 failed (1ms)\nFAILED | 2 passed | 3 failed (1ms)\n")?.failed, 3);
  assert.equal(readSummary("error: Type checking failed.\n"), undefined);
});

Deno.test("exitOf() keeps the tests' code, and fails where none ran or CI skipped some", () => {
  const summary = { passed: 1, failed: 0, ignored: 1 };
  assert.equal(exitOf(summary, { code: 0, skipsFail: false }), 0);
  assert.equal(exitOf(summary, { code: 0, skipsFail: true }), 1);
  assert.equal(exitOf({ ...summary, ignored: 0 }, { code: 0, skipsFail: true }), 0);
  assert.equal(exitOf(undefined, { code: 0, skipsFail: false }), 1);
  assert.equal(exitOf({ ...summary, failed: 1 }, { code: 7, skipsFail: false }), 7);
});
