// What comes next for a goal in words that is worked in increments, from made-up rows.
import assert from "node:assert/strict";
import { type WordStep, wordStep } from "../../src/engine/word_step.ts";
import type { Decision } from "../../src/model/decision.ts";
import type { Increment } from "../../src/model/increment.ts";
import type { Iteration, RecordedPrompt } from "../../src/model/iteration.ts";
import { iteration, options } from "../fakes/records.ts";

const OPTIONS = options({ maxIterations: 2 });

function row(id: number, status: Increment["status"]): Increment {
  return { id, n: id, play: id - 1, name: `step ${id}`, status, isFix: false, foundBy: null };
}

/** An iteration that shows a plan. */
function shown(steps: string[], prompt: Partial<RecordedPrompt> = {}): Iteration {
  return iteration({
    decision: { kind: "ask", reasoning: "", questions: [{ kind: "plan", text: "?", options: [], about: null, steps }] },
    prompts: [{
      id: 1,
      kind: "plan",
      text: "?",
      options: [],
      about: null,
      status: "pending",
      response: null,
      ...prompt,
    }],
  });
}

function worked(increment: number | null, converged: boolean, more: Partial<Iteration> = {}): Iteration {
  const decision: Decision = converged
    ? { kind: "converged", reasoning: "there" }
    : { kind: "look", reasoning: "", probes: [] };
  return iteration({ increment, converged, decision, ...more });
}

function said(step: WordStep): unknown[] {
  switch (step.kind) {
    case "work":
      return ["work", step.increment?.n ?? null, step.own.length];
    case "settle":
      return ["settle", step.increment.n, step.status];
    case "end":
      return ["end", step.next.kind === "done" ? `${step.next.status}: ${step.next.reason}` : step.next.kind];
    default:
      return [step.kind, ...step.steps ?? ["?"]];
  }
}

Deno.test("wordStep() plans, waits for the word, writes what was confirmed, and plans anew where a no comes with a comment", () => {
  const answered = (response: string, comment?: string) =>
    shown(["a", "b"], { status: "answered", response, ...(comment === undefined ? {} : { comment }) });
  const cases: [Iteration[], unknown[]][] = [
    [[], ["plan", "?"]],
    [[iteration({ phase: "unfinished" })], ["plan", "?"]],
    [[shown(["a", "b"])], ["end", "paused"]],
    [[answered("yes")], ["write", "a", "b"]],
    [[answered("no")], ["end", "failed: the plan was declined"]],
    [[answered("no", " ")], ["end", "failed: the plan was declined"]],
    [[answered("no", "b first")], ["plan", "?"]],
    [[answered("no", "b first"), shown(["b", "a"])], ["end", "paused"]],
    [[answered("no", "b first"), shown(["b", "a"], { status: "answered", response: "yes" })], ["write", "b", "a"]],
    [[shown(["a"], { status: "cancelled" })], ["plan", "a"]],
  ];
  for (const [run, expected] of cases) assert.deepEqual(said(wordStep([], run, OPTIONS)), expected);
  assert.deepEqual(said(wordStep([], [], { ...OPTIONS, steps: ["x", "y"] })), ["plan", "x", "y"]);
});

Deno.test("wordStep() works one increment after another, each by its own iterations, and the whole goal at the end", () => {
  const plan = shown(["a", "b"], { status: "answered", response: "yes" });
  const one = [row(1, "running"), row(2, "pending")];
  const two = [row(1, "completed"), row(2, "running")];
  const all = [row(1, "completed"), row(2, "completed")];
  const cases: [Increment[], Iteration[], unknown[]][] = [
    [[row(1, "pending"), row(2, "pending")], [plan], ["work", 1, 0]],
    [one, [plan, worked(1, false)], ["work", 1, 1]],
    [one, [plan, worked(1, false), worked(1, true)], ["settle", 1, "completed"]],
    [two, [plan, worked(1, true)], ["work", 2, 0]],
    [two, [plan, worked(1, true), worked(2, false)], ["work", 2, 1]],
    [all, [plan, worked(1, true), worked(2, true)], ["work", null, 0]],
    [all, [plan, worked(1, true), worked(2, true), worked(null, false)], ["work", null, 1]],
    [all, [plan, worked(1, true), worked(2, true), worked(null, true)], ["end", "completed: there"]],
  ];
  for (const [rows, run, expected] of cases) assert.deepEqual(said(wordStep(rows, run, OPTIONS)), expected);
});

Deno.test("wordStep() ends with the increment that failed or is blocked, and waits with the one that asks", () => {
  const spent = [worked(1, false), worked(1, false)];
  const reason = "not converged after 2 iterations, the most it may take (--max-iterations)";
  assert.deepEqual(said(wordStep([row(1, "running"), row(2, "pending")], spent, OPTIONS)), ["settle", 1, "failed"]);
  assert.deepEqual(said(wordStep([row(1, "failed"), row(2, "pending")], spent, OPTIONS)), [
    "end",
    `failed: increment 1 (step 1): ${reason}`,
  ]);
  const blocked = [worked(1, false, { decision: { kind: "blocked", reasoning: "no way" } })];
  assert.deepEqual(said(wordStep([row(1, "running")], blocked, OPTIONS)), [
    "end",
    "blocked: increment 1 (step 1): no way",
  ]);
  const prompts: RecordedPrompt[] = [
    { id: 2, kind: "question", text: "which?", options: [], about: null, status: "pending", response: null },
  ];
  assert.deepEqual(said(wordStep([row(1, "running")], [worked(1, false, { prompts })], OPTIONS)), ["end", "paused"]);
});
