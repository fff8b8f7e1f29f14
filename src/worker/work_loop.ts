// Works one claimed loop until it ends or pauses: turns, waits between them, and the heartbeat that keeps the lease.
import { runLoop } from "../engine/run_loop.ts";
import type { Signals, World } from "../engine/world.ts";
import { LeaseLost } from "../model/errors.ts";
import type { Lease, Next } from "../model/loop.ts";
import type { Queue } from "../ports/queue.ts";

/** Milliseconds that a lease lasts without a heartbeat; a dead worker's loop can be taken over after this time. */
export const LEASE_MS = 10_000;

/** What works a loop, and what it is told. */
export interface Working {
  queue: Queue;
  world: World;
  signals: Signals;
}

/**
 * Walks the loop and gives it back with what comes next. Throws LeaseLost when another worker has taken it: then nothing
 * more was written, and nothing more is started.
 */
export async function workLoop(lease: Lease, { queue, world, signals }: Working): Promise<Next> {
  const lost = new AbortController();
  const heartbeat = setInterval(() => {
    queue.renew(lease, LEASE_MS).catch((error) => lost.abort(error));
  }, LEASE_MS / 3);
  const hearing: Signals = {
    stop: AbortSignal.any([signals.stop, lost.signal]),
    signal: AbortSignal.any([signals.signal, lost.signal]),
  };
  try {
    while (true) {
      const next = await runLoop({ loop: lease.loop, token: lease.token }, world, hearing);
      if (lost.signal.aborted) {
        throw new LeaseLost(`Loop ${lease.loop.id} was taken over by another worker`, { cause: lost.signal.reason });
      }
      if (next.kind !== "again") {
        await queue.release(lease, next);
        return next;
      }
      await pause(next.afterMs, hearing.stop);
    }
  } finally {
    clearInterval(heartbeat);
  }
}

/** Waits, or less when the signal comes. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", done);
  });
}
