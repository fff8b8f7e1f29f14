// The time that a run may take (`--max-time`), read from its iterations. Pure: a crash costs none of it.
import type { Iteration } from "../model/iteration.ts";
import type { LoopOptions, Next } from "../model/loop.ts";
import { duration } from "./duration.ts";

/** Milliseconds that the run's iterations took, from opening to close. Between them nobody works, and nothing counts. */
export function timeSpent(run: readonly Iteration[]): number {
  return run.reduce((sum, iteration) => sum + Math.max(0, endOf(iteration) - Date.parse(iteration.createdAt)), 0);
}

/** The end of a run whose time is used up; null where there is some left. */
export function spentTime(run: readonly Iteration[], { maxMs }: LoopOptions): Next | null {
  const spent = timeSpent(run);
  if (maxMs === undefined || spent < maxMs) return null;
  const reason = `spent: worked for ${duration(spent)} without converging, ${
    duration(maxMs)
  } is the most it may take (--max-time)`;
  return { kind: "done", status: "failed", reason };
}

/** Why work is cut short. */
export const TIME_IS_UP = "the time of the run is used up (--max-time)";

/** When the time of a run will be used up by the iteration that was just opened (ms since 1970, UTC). */
export function deadlineOf(run: readonly Iteration[], opened: Iteration, { maxMs = Infinity }: LoopOptions): number {
  return Date.parse(opened.createdAt) + maxMs - timeSpent(run);
}

/**
 * One that a worker did not close itself was closed by whoever came next, perhaps days later: it has no counts, and its last sign of life
 * is its end.
 */
function endOf({ phase, observations, actions, createdAt, completedAt }: Iteration): number {
  const closed = completedAt ?? createdAt;
  if (phase === "completed" || observations.tally !== undefined) return Date.parse(closed);
  const signs = actions.flatMap(({ startedAt, completedAt, status, adopted }) =>
    adopted || status === "interrupted" || status === "skipped" ? [startedAt] : [startedAt, completedAt]
  );
  return Math.max(Date.parse(createdAt), ...signs.map((sign) => sign === null ? 0 : Date.parse(sign)));
}
