// How iterations and actions came out, in a word.
import assert from "node:assert/strict";
import type { ActionRow, IterationRow } from "../../src/ports/archive.ts";
import { actionMessage, actionOutcome, iterationOutcome } from "../../src/words/outcomes.ts";

Deno.test("actionOutcome() tells of a completed one whether it changed something", () => {
  assert.equal(actionOutcome({ status: "completed", changed: true }), "changed");
  assert.equal(actionOutcome({ status: "completed", changed: false }), "ok");
  assert.equal(actionOutcome({ status: "denied", changed: null }), "denied");
});

Deno.test("iterationOutcome() is one word for what people want to know first", () => {
  const row = { phase: "completed", converged: false, error: null, repeats: 1, completedAt: "x", observations: {} };
  const outcome = (more: Partial<IterationRow>) => iterationOutcome({ ...row, ...more } as IterationRow);
  assert.equal(outcome({}), "completed");
  assert.equal(outcome({ observations: { tally: { a: { ok: 1, changed: 2 } } } }), "changed");
  assert.equal(outcome({ converged: true }), "converged");
  assert.equal(outcome({ repeats: 3, converged: true }), "quiet");
  assert.equal(outcome({ phase: "unfinished", error: "no" }), "failed");
  assert.equal(outcome({ phase: "executing", completedAt: null }), "executing");
});

Deno.test("actionMessage() is the first line that says something", () => {
  const message = (more: Partial<ActionRow>) =>
    actionMessage({ result: null, stderr: null, stdout: null, status: "failed", ...more } as ActionRow);
  assert.equal(message({ result: { msg: "no such user" }, stderr: "x" }), "no such user");
  assert.equal(message({ result: { msg: "non-zero return code" }, stderr: "\nboom\nmore" }), "boom");
  assert.equal(message({ result: { msg: "non-zero return code" } }), "non-zero return code");
  assert.equal(message({ stdout: "printed" }), "printed");
  assert.equal(message({ stdout: "printed", status: "completed" }), "");
});

Deno.test("iterationOutcome() does not call failed what waits for a human, or was stopped by one", async () => {
  const row = { phase: "unfinished", converged: false, repeats: 1, completedAt: "x", observations: {} };
  const walk = await Deno.readTextFile(new URL("../../src/engine/walk_pass.ts", import.meta.url));
  const carry = await Deno.readTextFile(new URL("../../src/engine/carry_decision.ts", import.meta.url));
  for (
    const [error, outcome, source] of [
      ["waiting for a human", "asked", walk],
      ["a human has to be asked first", "asked", carry],
      ["stopped by a human", "unfinished", carry],
    ] as const
  ) {
    assert.equal(iterationOutcome({ ...row, error }), outcome);
    assert.ok(source.includes(`"${error}"`), `the engine says so no more: ${error}`);
  }
});
