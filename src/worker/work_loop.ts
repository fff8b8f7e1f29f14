// Works one claimed loop until it ends or pauses: turns, waits between them, and the heartbeat that keeps the lease.
import { runLoop } from "../engine/run_loop.ts";
import type { Signals, World } from "../engine/world.ts";
import { LeaseLost } from "../model/errors.ts";
import type { Lease, Next } from "../model/loop.ts";
import type { Queue } from "../ports/queue.ts";
import { wait } from "./wait.ts";

/** Milliseconds that a lease lasts without a heartbeat; a dead worker's loop can be taken over after this time. */
export const LEASE_MS = 10_000;

/** What works a loop, and what it is told. */
export interface Working {
  queue: Queue;
  world: World;
  signals: Signals;
  /** Milliseconds that the lease was taken for and is renewed by. Default LEASE_MS. */
  leaseMs?: number;
}

/**
 * Walks the loop and gives it back with what comes next. Throws LeaseLost when another worker has taken it: then nothing
 * more was written, and nothing more is started. Throws what the queue threw when the lease could not be renewed before it ran out.
 */
export async function workLoop(
  lease: Lease,
  { queue, world, signals, leaseMs = LEASE_MS }: Working,
): Promise<Next> {
  const lost = new AbortController();
  let renewed = world.clock.monotonic();
  const beat = async () => {
    try {
      await queue.renew(lease, leaseMs);
      renewed = world.clock.monotonic();
    } catch (error) {
      // A database that is busy for a moment has not taken the lease away: there are two more beats before it runs out.
      if (error instanceof LeaseLost || world.clock.monotonic() - renewed >= leaseMs) lost.abort(error);
    }
  };
  const heartbeat = setInterval(beat, leaseMs / 3);
  const hearing: Signals = {
    stop: AbortSignal.any([signals.stop, lost.signal]),
    signal: AbortSignal.any([signals.signal, lost.signal]),
  };
  try {
    while (true) {
      const next = await runLoop({ loop: lease.loop, token: lease.token }, world, hearing);
      lost.signal.throwIfAborted();
      if (next.kind !== "again") {
        await queue.release(lease, next);
        return next;
      }
      await wait(next.afterMs, hearing.stop);
    }
  } finally {
    clearInterval(heartbeat);
  }
}
