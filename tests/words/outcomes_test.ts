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
  assert.equal(outcome({ observations: { tally: { a: { ok: 1, changed: 2 }, b: { failed: 1 } } } }), "failed");
  assert.equal(outcome({ observations: { tally: { a: { unreachable: 1 } } } }), "failed");
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

Deno.test("iterationOutcome() does not call failed what waits, was stopped by a human, or lost its worker", async () => {
  const row = { phase: "unfinished", converged: false, repeats: 1, completedAt: "x", observations: {} };
  const engine = (name: string) => Deno.readTextFile(new URL(`../../src/engine/${name}.ts`, import.meta.url));
  for (
    const [error, outcome, source, told = `"${error}"`] of [
      ["waiting for a human", "asked", "walk_pass"],
      ["waits for a human", "asked", "carry_out"],
      ["a human has to be asked first", "asked", "carry_decision"],
      ["stopped before its end", "unfinished", "stopped"],
      ["cut short: its worker went away, or a shell broke under it", "unfinished", "iterate"],
      ["waits for loop 2 (db), at work on web1", "unfinished", "held_hosts", "`waits for loop ${loop} ("],
      [
        ...["waits for an earlier command that still runs on web1", "unfinished", "held_hosts"] as const,
        "`waits for an earlier command that still runs on ",
      ],
    ] as const
  ) {
    assert.equal(iterationOutcome({ ...row, error }), outcome, error);
    assert.ok((await engine(source)).includes(told), `the engine says so no more: ${error}`);
  }
});
