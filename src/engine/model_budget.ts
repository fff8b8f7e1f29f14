// What a run may still spend on its model, read from its calls. Pure.
import type { Iteration } from "../model/iteration.ts";
import type { LoopOptions } from "../model/loop.ts";
import type { BudgetLeft } from "../ports/decider.ts";
import { asksForPlan } from "./confirmation.ts";

/** What is left. A call that was lost counts as a call. Each increment has iterations of its own. */
export function budgetLeft(
  run: readonly Iteration[],
  { budget = {}, maxIterations }: LoopOptions,
  increment: number | null = null,
): BudgetLeft {
  const calls = run.flatMap((iteration) => iteration.calls);
  const { usd, tokens, calls: most } = budget;
  const spent = (of: (call: typeof calls[number]) => number | null) =>
    calls.reduce((sum, call) => sum + (of(call) ?? 0), 0);
  const own = run.filter((iteration) => iteration.increment === increment && !asksForPlan(iteration));
  const whole = own.filter(({ phase }) => phase === "completed").length;
  return {
    iterations: Math.max(0, maxIterations - whole),
    ...(usd === undefined ? {} : { usd: usd - spent(({ costUsd }) => costUsd) }),
    ...(tokens === undefined ? {} : { tokens: tokens - spent((call) => (call.tokensIn ?? 0) + (call.tokensOut ?? 0)) }),
    ...(most === undefined ? {} : { calls: most - calls.length }),
  };
}

/** Why a run may not ask once more, in a sentence; null where it may. */
export function budgetSpent(run: readonly Iteration[], options: LoopOptions): string | null {
  const { usd, tokens, calls } = budgetLeft(run, options);
  const { budget = {} } = options;
  const flag = usd !== undefined && usd <= 0
    ? `cost what it may (--budget-usd ${budget.usd})`
    : tokens !== undefined && tokens <= 0
    ? `read and written what it may (--budget-tokens ${budget.tokens})`
    : calls !== undefined && calls <= 0
    ? `been asked as often as it may (--budget-calls ${budget.calls})`
    : null;
  return flag === null
    ? null
    : `the run's model has ${flag}: a new loop with a larger budget goes on from what is there`;
}
