// Where a loop stands, read from its record alone. The way back from a crash is the way the loop always walks.
import type { RecordedAction } from "../model/action.ts";
import type { Iteration } from "../model/iteration.ts";

/** A place in a run to go on from. */
export interface ResumePoint {
  /** The iteration that was left open: it is closed first, never replayed. */
  open: Iteration | null;
  /** Actions of the run that are running, as far as anybody knows: settled before anything else, and left where their host is away. */
  running: RecordedAction[];
  /** Iterations since the last one that reached its end, the open one included: the next one completes them. */
  chain: readonly Iteration[];
}

/** Reads where the current run stands. Pure; looks at nothing older than the run. */
export function resumePoint(run: readonly Iteration[]): ResumePoint {
  const last = run.at(-1);
  const open = last !== undefined && !ended(last) ? last : null;
  const lastWhole = run.findLastIndex((iteration) => iteration.phase === "completed");
  return {
    open,
    running: run.flatMap((iteration) => iteration.actions).filter((action) => action.status === "running"),
    chain: run.slice(lastWhole + 1),
  };
}

function ended(iteration: Iteration): boolean {
  return iteration.phase === "completed" || iteration.phase === "unfinished";
}
