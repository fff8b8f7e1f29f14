// Around whatever asks a model: it ends at a human's stop and when the run's time is used up, and leaves no iteration open.
import { BudgetSpent, ModelUnavailable } from "../model/errors.ts";
import type { Iteration } from "../model/iteration.ts";
import type { InTheWay } from "./held_hosts.ts";
import { HostNotUp } from "./new_hosts.ts";
import { STOPPED } from "./stopped.ts";
import { deadlineOf, TIME_IS_UP } from "./time_budget.ts";
import type { Charge, Signals, World } from "./world.ts";

/** The iteration that was just opened for it, in its run; `carry`: actions of an earlier decision that go on in it. */
export interface Asking {
  run: readonly Iteration[];
  opened: Iteration;
  carry?: readonly number[];
}

/** What came of it; or the iteration is closed without, and `next` is who has to be waited for first, if anybody. */
export type Asked<T> = { came: T } | { next: InTheWay | null };

/**
 * Asks, with a signal that ends it. The iteration stays open where something came of it, and where an error is thrown that is none of these: ModelUnavailable and
 * BudgetSpent are thrown on once it is closed.
 */
export async function asking<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  { run, opened, carry }: Asking,
  { charge, world, signals }: { charge: Charge; world: World; signals: Signals },
): Promise<Asked<T>> {
  const { journal } = world;
  using time = timeUp({ run, opened }, { charge, world });
  const stopped = AbortSignal.any([signals.stop, signals.signal, time.signal]);
  try {
    return { came: await ask(stopped) };
  } catch (error) {
    if (error instanceof HostNotUp) {
      const waits = { error: error.message, waits: true };
      if (carry !== undefined) await journal.abandonIteration(opened.id, { carry: [...carry], ...waits });
      else await journal.closeIteration(opened.id, { phase: "unfinished", converged: false, ...waits });
      return { next: error.next };
    }
    const why = error instanceof TimeUp || error instanceof ModelUnavailable || error instanceof BudgetSpent
      ? error.message
      : stopped.aborted && error === stopped.reason
      ? STOPPED
      : null;
    if (why === null) throw error;
    await journal.abandonIteration(opened.id, { error: why, carry: [...carry ?? []], own: true });
    if (error instanceof ModelUnavailable || error instanceof BudgetSpent) throw error;
    return { next: null };
  }
}

/** Thrown by who waits when `--max-time` is used up. */
class TimeUp extends Error {
  override name = "TimeUp";
}

/** A signal that is aborted, with a TimeUp, when the run's time is used up. Disposing ends the watch. */
function timeUp(
  { run, opened }: Pick<Asking, "run" | "opened">,
  { charge, world }: { charge: Charge; world: World },
): { signal: AbortSignal } & Disposable {
  const [over, ended] = [new AbortController(), new AbortController()];
  const leftMs = deadlineOf(run, opened, charge.loop.options) - world.clock.now();
  if (leftMs !== Infinity) {
    void world.wait(Math.max(0, leftMs), ended.signal).then(() => {
      if (!ended.signal.aborted) over.abort(new TimeUp(TIME_IS_UP));
    });
  }
  return { signal: over.signal, [Symbol.dispose]: () => ended.abort() };
}
