// The course of a run that converged: what each look showed before the last change of its host, and after it.
import type { RecordedAction } from "../model/action.ts";
import type { Iteration } from "../model/iteration.ts";
import type { Json } from "../model/json.ts";

/** What one look showed on one host, oldest first. */
export interface Sight {
  host: string;
  look: string;
  before: Json[];
  /** Never empty: the last one is how it was when the goal was reached. */
  after: Json[];
}

/** What happened between the run's first look and its last. */
export interface Course {
  /** What was done and came to its end, oldest first; what failed, was denied or skipped is not in it. */
  done: RecordedAction[];
  sights: Sight[];
}

/** The course of a run, up to its last iteration; null where that is no reached goal, or nothing was seen in it. */
export function courseOf(run: readonly Iteration[]): Course | null {
  const last = run.at(-1);
  const final = last?.observations.looks;
  if (last === undefined || !last.converged || final === undefined) return null;
  const done = run.flatMap(({ actions }) => actions).filter(({ status, result }) =>
    status === "completed" && result !== null && result["failed"] !== true
  );
  const sights = Object.entries(final).flatMap(([host, looks]) => {
    const changed = run.findLastIndex(({ actions }) =>
      actions.some((action) => action.host === host && done.includes(action) && action.result?.changed === true)
    );
    return Object.keys(looks).map((look): Sight => {
      const seen = run.map(({ observations }) => observations.looks?.[host]?.[look]);
      const known = (part: (Json | undefined)[]) => part.filter((each) => each !== undefined);
      return { host, look, before: known(seen.slice(0, changed + 1)), after: known(seen.slice(changed + 1)) };
    });
  });
  return { done, sights };
}
