// What a worker works with: the loops' queue, a clock, and whoever walks a claimed loop.
import type { Lease, Next } from "../model/loop.ts";
import type { WorkerEvent } from "../model/worker_event.ts";
import type { Clock } from "../ports/clock.ts";
import type { ClaimTerms, Owner, Queue } from "../ports/queue.ts";
import type { Pulse } from "../ports/pulse.ts";
import type { Signals } from "../engine/world.ts";

/** Milliseconds that a lease lasts without a heartbeat; a dead worker's loop can be taken over after this time. */
export const LEASE_MS = 10_000;

/** Milliseconds: 40 looks a second cost less than 1 % of a core, and a person takes 100 ms for at once. */
export const WATCH_MS = 25;

/** What one loop is walked under. */
export interface Walking {
  /** World.held of this lease. */
  held(): Promise<void>;
  signals: Signals;
}

/** Everything that work on one loop and a worker of many have in common. */
export interface Crew {
  queue: Queue;
  clock: Clock;
  owner: Owner;
  isGone: NonNullable<ClaimTerms["isGone"]>;
  pulse: Pulse;
  /** From 0 up to 1. */
  random(): number;
  /** Resolves after so many milliseconds, or as soon as the signal fires. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Walks a claimed loop until it has something to say. Called again for the same lease after a rest. Throws LeaseLost, InputError, StoreError. */
  walk(lease: Lease, walking: Walking): Promise<Next>;
  /** The lease was given back or lost: what was open for it can be closed. */
  leave(lease: Lease): Promise<void>;
  /** Milliseconds between looks at whether anybody else has written: a submission waits for half of it. Default WATCH_MS; 100 for one loop alone. */
  watchMs?: number;
}

/** What a worker of many works with. */
export interface WorkerCrew extends Crew {
  /** Most loops at once. */
  concurrency: number;
  /** Milliseconds after which the queue is asked even if nothing seems to have happened. */
  pollMs: number;
  tell(event: WorkerEvent): void;
  /** A small step of upkeep, taken at most once a second, between claims. */
  idle?(): Promise<void>;
}
