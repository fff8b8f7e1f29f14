// What a run may still spend on its model, read from its calls. Pure.
import type { Iteration } from "../model/iteration.ts";
import type { LoopOptions } from "../model/loop.ts";
import type { BudgetLeft } from "../ports/decider.ts";
import { asksForPlan } from "./confirmation.ts";

/** What is left. A call that was lost counts as a call. Each increment has iterations of its own. */
export function budgetLeft(
  run: readonly Iteration[],
  options: LoopOptions | null,
  increment: number | null = null,
): BudgetLeft {
  const calls = run.flatMap((iteration) => iteration.calls);
  const { usd, tokens, calls: most } = options?.budget ?? {};
  const spent = (of: (call: typeof calls[number]) => number | null) =>
    calls.reduce((sum, call) => sum + (of(call) ?? 0), 0);
  const own = run.filter((iteration) => iteration.increment === increment && !asksForPlan(iteration));
  const whole = own.filter(({ phase }) => phase === "completed").length;
  return {
    iterations: Math.max(0, (options?.maxIterations ?? 10) - whole),
    ...(usd === undefined ? {} : { usd: usd - spent(({ costUsd }) => costUsd) }),
    ...(tokens === undefined ? {} : { tokens: tokens - spent((call) => (call.tokensIn ?? 0) + (call.tokensOut ?? 0)) }),
    ...(most === undefined ? {} : { calls: most - calls.length }),
  };
}

/** Why a run may not ask once more, in a sentence; null where it may. */
export function budgetSpent({ usd, tokens, calls }: BudgetLeft): string | null {
  if (usd !== undefined && usd <= 0) return "the run's model has cost what it may (--budget-usd)";
  if (tokens !== undefined && tokens <= 0) return "the run's model has read and written what it may (--budget-tokens)";
  if (calls !== undefined && calls <= 0) return "the run's model was asked as often as it may be (--budget-calls)";
  return null;
}
