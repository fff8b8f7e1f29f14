// Whether a human has confirmed a plan of increments. Exactly that plan, by its hash. Pure.
import type { IncrementPlan } from "../model/increment.ts";
import type { Iteration } from "../model/iteration.ts";
import type { LoopOptions, Next } from "../model/loop.ts";

/** `yes`; `ask` where nobody was asked about this plan yet; else how the run ends, or waits. */
export function confirmation(
  run: readonly Iteration[],
  { hash }: IncrementPlan,
  { confirmedPlan }: Pick<LoopOptions, "confirmedPlan">,
): "yes" | "ask" | Next {
  if (confirmedPlan === hash) return "yes";
  const asked = run.flatMap(({ prompts }) => prompts)
    .filter(({ kind, about, status }) => kind === "plan" && about === `plan:${hash}` && status !== "cancelled")
    .at(-1);
  if (asked === undefined) return "ask";
  if (asked.status === "pending") return { kind: "paused", reason: asked.text };
  return asked.response === "yes" ? "yes" : { kind: "done", status: "failed", reason: "the plan was declined" };
}

/** Whether an iteration only asks about a plan. */
export function asksForPlan({ decision }: Iteration): boolean {
  return decision?.kind === "ask" && decision.questions.some(({ kind }) => kind === "plan");
}
