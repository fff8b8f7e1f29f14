// What comes next for a goal in words that is worked in increments, read from its increments and iterations alone. Pure.
import type { Increment } from "../model/increment.ts";
import type { Iteration } from "../model/iteration.ts";
import type { LoopOptions, Next } from "../model/loop.ts";
import { asksForPlan } from "./confirmation.ts";
import { verdictOfDecisions } from "./verdict.ts";

/**
 * What comes next. `plan`: a plan is shown to a human, these steps or (null) those that are asked for now. `write`: the plan is confirmed. `work`: an
 * iteration for one increment or (null) for the whole goal; `own` are the iterations that it goes on from.
 */
export type WordStep =
  | { kind: "plan"; steps: string[] | null }
  | { kind: "write"; steps: string[] }
  | { kind: "work"; increment: Increment | null; own: Iteration[] }
  | { kind: "settle"; increment: Increment; status: "completed" | "failed" }
  | { kind: "end"; next: Next };

/**
 * The plan first; then each increment until it is proved that it holds, with a budget of iterations of its own; then the whole goal, which has the last
 * word, and puts right what does not hold any more.
 */
export function wordStep(rows: readonly Increment[], run: readonly Iteration[], options: LoopOptions): WordStep {
  if (rows.length === 0) return planned(run, options);
  const failed = rows.find(({ status }) => status === "failed");
  const current = failed ?? rows.find(({ status }) => status !== "completed");
  const id = current?.id ?? null;
  const own = run.filter((iteration) => iteration.increment === id && !asksForPlan(iteration));
  const verdict = verdictOfDecisions(own, options);
  if (current === undefined) {
    return verdict === null ? { kind: "work", increment: null, own } : { kind: "end", next: verdict };
  }
  if (verdict === null) return { kind: "work", increment: current, own };
  if (verdict.kind !== "done") return { kind: "end", next: verdict };
  const next: Next = { ...verdict, reason: `increment ${current.n} (${current.name}): ${verdict.reason}` };
  if (failed !== undefined || verdict.status === "blocked") return { kind: "end", next };
  return { kind: "settle", increment: current, status: verdict.status };
}

/** How it stands with the plan: the last one that was shown counts. */
function planned(run: readonly Iteration[], { steps: given }: LoopOptions): WordStep {
  const shown = run.flatMap(({ decision, prompts }) => {
    const question = decision?.kind === "ask" ? decision.questions.find(({ kind }) => kind === "plan") : undefined;
    const prompt = prompts.find(({ kind }) => kind === "plan");
    return question?.steps === undefined || prompt === undefined ? [] : [{ steps: question.steps, prompt }];
  }).at(-1);
  if (shown === undefined) return { kind: "plan", steps: given ?? null };
  const { steps, prompt: { status, text, response, comment = "" } } = shown;
  if (status === "cancelled") return { kind: "plan", steps };
  if (status === "pending") return { kind: "end", next: { kind: "paused", reason: text } };
  if (response === "yes") return { kind: "write", steps };
  if (comment.trim() !== "") return { kind: "plan", steps: null };
  return { kind: "end", next: { kind: "done", status: "failed", reason: "the plan was declined" } };
}
