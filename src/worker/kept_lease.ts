// A lease that is kept: what is known of it, and the signals of its end.
import { LeaseLost } from "../model/errors.ts";
import type { Lease, StopRequest } from "../model/loop.ts";
import type { Renewal } from "../ports/queue.ts";

/** A lease that is kept. */
export interface Held {
  /** As it was last given, with the loop's row of then. */
  readonly lease: Lease;
  /** For `World.held`. */
  held(): Promise<void>;
  /** Fires when another worker has the loop; its reason is a LeaseLost. */
  readonly lost: AbortSignal;
  /** Fires when a human wants it back, or ended. */
  readonly asked: AbortSignal;
  /** Fires when a human wants it ended. */
  readonly cancelled: AbortSignal;
  /** What a human wants; null: nothing. */
  readonly request: StopRequest | null;
  /** When it was last renewed for sure. */
  renewed: Times;
  /** The lease as it is after a rest. */
  take(lease: Lease): void;
  /** No more heartbeats for it. */
  drop(): void;
}

/** One moment by both clocks: the one that people set, and the one that stands still while a machine sleeps. */
export interface Times {
  wall: number;
  monotonic: number;
}

/** Whoever keeps it. */
export interface Keeping {
  renew(kept: Kept): Promise<void>;
  isFresh(kept: Kept): boolean;
  drop(kept: Kept): void;
}

/** One of the leases that heartbeats are for. */
export class Kept implements Held {
  lease: Lease;
  request: StopRequest | null = null;
  renewed: Times;
  readonly #keeping: Keeping;
  readonly #lost = new AbortController();
  readonly #asked = new AbortController();
  readonly #cancelled = new AbortController();

  constructor(lease: Lease, given: Times, keeping: Keeping) {
    this.lease = lease;
    this.renewed = given;
    this.#keeping = keeping;
  }

  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  get asked(): AbortSignal {
    return this.#asked.signal;
  }

  get cancelled(): AbortSignal {
    return this.#cancelled.signal;
  }

  async held(): Promise<void> {
    this.lost.throwIfAborted();
    if (this.#keeping.isFresh(this)) return;
    await this.#keeping.renew(this);
    this.lost.throwIfAborted();
  }

  take(lease: Lease): void {
    this.lease = lease;
  }

  drop(): void {
    this.#keeping.drop(this);
  }

  hear({ lease, held, request }: Renewal): void {
    if (!held) {
      const { loop, token } = this.lease;
      this.#lost.abort(
        new LeaseLost(`Lease ${token} of loop ${loop.id} has ended: another worker has it, or it was given back`),
      );
      return;
    }
    // The time alone: the answer may be older than a rest that has begun or ended meanwhile.
    this.lease = { ...this.lease, loop: { ...this.lease.loop, nextRunAt: lease.loop.nextRunAt } };
    this.request = request;
    if (request !== null) this.#asked.abort();
    if (request?.what === "cancel") this.#cancelled.abort();
  }
}

/** Tells leases apart: a loop taken again has another token. */
export function leaseKey({ loop, token }: Lease): string {
  return `${loop.id} ${token}`;
}
