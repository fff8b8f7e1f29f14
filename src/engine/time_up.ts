// The end of a run's time while nobody can be asked about it: while a model thinks.
import type { Iteration } from "../model/iteration.ts";
import { deadlineOf } from "./time_budget.ts";
import type { Charge, World } from "./world.ts";

/** Thrown by who waits when `--max-time` is used up. */
export class TimeUp extends Error {
  override name = "TimeUp";
}

/** A signal that is aborted, with a TimeUp, when the run's time is used up by the iteration that was just opened. Disposing ends the watch. */
export function timeUp(
  { run, opened }: { run: readonly Iteration[]; opened: Iteration },
  { charge, world }: { charge: Charge; world: World },
): { signal: AbortSignal } & Disposable {
  const [over, ended] = [new AbortController(), new AbortController()];
  const leftMs = deadlineOf(run, opened, charge.loop.options) - world.clock.now();
  if (leftMs !== Infinity) {
    void world.wait(Math.max(0, leftMs), ended.signal).then(() => {
      if (!ended.signal.aborted) over.abort(new TimeUp("the time of the run is used up (--max-time)"));
    });
  }
  return { signal: over.signal, [Symbol.dispose]: () => ended.abort() };
}
