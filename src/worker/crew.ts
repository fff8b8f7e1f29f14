// What a worker works with: everything that it touches, handed in.
import type { Signals } from "../engine/world.ts";
import type { Lease, Next } from "../model/loop.ts";
import type { WorkerEvent } from "../model/worker_event.ts";
import type { Clock } from "../ports/clock.ts";
import type { Pulse } from "../ports/pulse.ts";
import type { Queue } from "../ports/queue.ts";

/** Milliseconds that a lease lasts without a heartbeat; a dead worker's loop can be taken over after this time. */
export const LEASE_MS = 10_000;

/** Loops that one worker works on side by side, unless it is told otherwise. */
export const CONCURRENCY = 20;

/** Milliseconds between looks at whether anybody else has written; a submission waits for half of it. */
export const WATCH_MS = 25;

/** What a walk of one loop is given. */
export interface Grip {
  /** For `World.held`. Throws LeaseLost. */
  held(): Promise<void>;
  signals: Signals;
}

export interface Crew {
  queue: Queue;
  clock: Clock;
  /** This process's name as an owner of leases. */
  owner: string;
  /** Most loops at once. */
  concurrency: number;
  /** Milliseconds after which the queue is asked even if nothing seems to have happened. */
  pollMs: number;
  leaseMs: number;
  pulse: Pulse;
  /** From 0 up to, not including, 1. */
  random(): number;
  /** Resolves after so many milliseconds, or at once when the signal fires. Never throws. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
  /** Walks a claimed loop until it ends, pauses, or has to come back later. */
  walk(lease: Lease, grip: Grip): Promise<Next>;
  tell(event: WorkerEvent): void;
  /** A small step of upkeep, taken at most once a second, between claims. */
  idle?(): Promise<void>;
  /** Milliseconds between looks at whether anybody else has written. Default WATCH_MS. */
  watchMs?: number;
}
