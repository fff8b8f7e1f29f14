// An incremental loop between two passes: its plan confirmed, its increments written down, each settled, fixes inserted.
import type { Decision, Question } from "../model/decision.ts";
import type { Increment } from "../model/increment.ts";
import type { Iteration } from "../model/iteration.ts";
import type { LoopOptions, Next } from "../model/loop.ts";
import { planOf, planText } from "../playbook/plan.ts";
import type { Playbook } from "../playbook/playbook.ts";
import { confirmation } from "./confirmation.ts";
import { incrementStep } from "./increment_step.ts";
import type { Part } from "./part.ts";
import type { World } from "./world.ts";

/**
 * Brings the record to where the next pass begins, and says what that walks; or how the run ends. Every change is a row before the next
 * one depends on it, and everything is read from rows: whoever dies in between comes to the same. Throws InputError for a playbook
 * whose plays cannot be increments.
 */
export async function nextOfIncrements(
  run: readonly Iteration[],
  playbook: Playbook,
  { options, world }: { options: LoopOptions; world: World },
): Promise<{ end: Next } | { part: Part }> {
  const { journal } = world;
  const plan = planOf(playbook, options);
  const known = await journal.increments();
  const rows: Increment[] = known.length > 0 ? known : await journal.writeIncrements(
    plan.increments.map(({ n, name }) => ({ play: n - 1, name, isFix: false, foundBy: null })),
  );
  const confirmed = confirmation(run, plan, options);
  if (typeof confirmed === "object") return { end: confirmed };
  if (confirmed === "ask") {
    const text = planText(plan);
    await ask({ kind: "plan", text, options: ["yes", "no"], about: `plan:${plan.hash}` }, world);
    return { end: { kind: "paused", reason: text } };
  }
  while (true) {
    const step = incrementStep(rows, run, options);
    switch (step.kind) {
      case "end":
        return { end: step.next };
      case "settle":
        await journal.setIncrement(step.increment.id, step.status);
        step.increment.status = step.status;
        break;
      case "fix":
        rows.push(...await journal.writeIncrements(step.fixes));
        break;
      case "work": {
        const { increment, own } = step;
        // Tasks keep their paths in the whole playbook: the record of a run is one.
        const plays = increment === null ? playbook.plays : playbook.plays.slice(increment.play, increment.play + 1);
        const name = nameOf(increment, rows);
        return { part: { playbook: { ...playbook, plays }, name, increment: increment?.id ?? null, own } };
      }
    }
  }
}

function nameOf(increment: Increment | null, rows: readonly Increment[]): string {
  if (increment === null) return "all increments once more";
  const planned = rows.find(({ isFix, play }) => !isFix && play === increment.play) ?? increment;
  return `${increment.isFix ? "fix of " : ""}increment ${planned.n} (${increment.name})`;
}

/** The question, with an iteration of its own. It names what it asks from its opening on, so that it is never taken for a pass. */
async function ask(question: Question, { journal }: World): Promise<void> {
  const reasoning = "a human confirms the plan first";
  const decision: Decision = { kind: "ask", reasoning, questions: [question] };
  const { id } = await journal.openIteration({ fresh: false, decidedBy: "playbook", decision });
  await journal.noteDecision(id, "playbook", decision, []);
  await journal.closeIteration(id, { phase: "completed", converged: false });
}
