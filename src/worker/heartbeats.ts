// The leases that this process works under: renewed in time, and known to be lost or asked back.
import { LeaseLost, StoreError } from "../model/errors.ts";
import type { Lease } from "../model/loop.ts";
import type { Renewal } from "../ports/queue.ts";
import type { Crew } from "./crew.ts";
import { type Held, Kept, leaseKey, type Times } from "./kept_lease.ts";

/** A lease is known to be ours for this share of its length after it was renewed. */
const SURE = 0.8;
/** Milliseconds between attempts to renew a lease in a database that is busy. */
const RETRY_MS = 200;
/** The share of a lease's length in which every owner that lives has renewed: heartbeats come every third of it. */
const GRACE = 0.5;

/** What of a crew beats, and how. */
export type HeartbeatTerms = Pick<Crew, "queue" | "clock" | "owner" | "pulse" | "wait"> & {
  /** For the worker's row; absent: it has none. */
  concurrency?: number;
  /** Milliseconds of work before the thread is started: 0, or enough for a short run to be over. */
  pulseAfterMs: number;
  /** Told of what a heartbeat threw: the database cannot be used for now. */
  trouble(error: unknown): void;
};

/** Heartbeats of one process, until `close`. */
export class Heartbeats {
  readonly #terms: HeartbeatTerms;
  readonly #kept = new Set<Kept>();
  readonly #closed = new AbortController();
  /** When the database last took a heartbeat, or would have. */
  #beaten: Times;
  /** By the clock that never goes back: others have had the time to renew what they hold. */
  #graceUntil = -Infinity;
  #beating: Promise<void> | undefined;
  #pulse: "not yet" | "waits" | "runs" = "not yet";

  constructor(terms: HeartbeatTerms) {
    this.#terms = terms;
    this.#beaten = times(terms.clock);
  }

  /** Begins to beat; a worker with a row of its own does so at once, others with the first lease. */
  start(): void {
    this.#beating ??= this.#beatOn();
    void this.#startPulse();
  }

  /** Keeps a lease that was given out just now. */
  hold(lease: Lease): Held {
    const kept = new Kept(lease, times(this.#terms.clock), {
      renew: (each) => this.#renewNow(each),
      isFresh: (each) => this.#isFresh(each.renewed),
      drop: (each) => {
        this.#kept.delete(each);
        this.#tellPulse();
      },
    });
    this.#kept.add(kept);
    this.start();
    this.#tellPulse();
    return kept;
  }

  /** Reads how the leases stand: for when somebody else has written. Never throws. */
  async look(): Promise<void> {
    if (this.#kept.size === 0) return;
    const asked = [...this.#kept];
    try {
      this.#apply(asked, await this.#terms.queue.look(asked.map(({ lease }) => lease)));
    } catch (error) {
      this.#terms.trouble(error);
    }
  }

  /** Renews all of them, and the worker's row. Never throws. */
  async beat(): Promise<void> {
    const { queue, clock, owner, concurrency } = this.#terms;
    this.#tellPulse();
    const asked = [...this.#kept];
    const before = times(clock);
    try {
      if (asked.length > 0) {
        const renewals = await queue.renew(asked.map(({ lease }) => lease), owner.leaseMs);
        this.#apply(asked, renewals);
        for (const each of asked) each.renewed = before;
      }
      if (concurrency !== undefined) {
        await queue.beat({ name: owner.name, concurrency, working: this.#kept.size }, owner.leaseMs);
      }
      this.#beaten = before;
    } catch (error) {
      // A database that is busy for a moment has not taken the lease away, and nobody else can write there either.
      this.#terms.trouble(error);
    }
  }

  /**
   * Whether all leases are known to be ours, renewed now where that is not so, and those of others can be judged. A worker that was stopped, or could not
   * write for long, must not take its own loops for those of a dead one; nor the others' when all of them slept, or found the clock put forward.
   */
  async areSure(): Promise<boolean> {
    const { clock, owner } = this.#terms;
    const isSure = () => [...this.#kept].every((each) => each.lost.aborted || this.#isFresh(each.renewed));
    const slept = !this.#isFresh(this.#beaten);
    if (slept) this.#graceUntil = clock.monotonic() + owner.leaseMs * GRACE;
    if (slept || !isSure()) await this.beat();
    return isSure() && clock.monotonic() >= this.#graceUntil;
  }

  /** Ends the beating; leases that are still held run out. */
  async close(): Promise<void> {
    this.#closed.abort();
    this.#kept.clear();
    this.#tellPulse();
    await this.#beating;
  }

  async #beatOn(): Promise<void> {
    const { wait, owner, concurrency } = this.#terms;
    if (concurrency !== undefined) await this.beat();
    while (!this.#closed.signal.aborted) {
      await wait(owner.leaseMs / 3, this.#closed.signal);
      if (!this.#closed.signal.aborted) await this.beat();
    }
  }

  async #startPulse(): Promise<void> {
    if (this.#pulse !== "not yet") return;
    this.#pulse = "waits";
    if (this.#terms.pulseAfterMs > 0) await this.#terms.wait(this.#terms.pulseAfterMs, this.#closed.signal);
    if (this.#closed.signal.aborted) return;
    this.#pulse = "runs";
    this.#tellPulse();
  }

  #tellPulse(): void {
    if (this.#pulse !== "runs") return;
    this.#terms.pulse.set([...this.#kept].map(({ lease }) => lease), this.#terms.owner.leaseMs);
  }

  #apply(asked: readonly Kept[], renewals: readonly Renewal[]): void {
    const known = new Map(renewals.map((each) => [leaseKey(each.lease), each]));
    for (const kept of asked) {
      const renewal = known.get(leaseKey(kept.lease));
      if (renewal !== undefined && this.#kept.has(kept)) kept.hear(renewal);
    }
  }

  /** Not a clock alone: one may be set by people, the other stands still while the machine sleeps. */
  #isFresh({ monotonic, wall }: Times): boolean {
    const { clock, owner } = this.#terms;
    const sure = owner.leaseMs * SURE;
    return clock.monotonic() - monotonic < sure && clock.now() - wall < sure;
  }

  async #renewNow(kept: Kept): Promise<void> {
    const { queue, clock, owner, wait } = this.#terms;
    const until = clock.monotonic() + owner.leaseMs;
    while (true) {
      const before = times(clock);
      try {
        this.#apply([kept], await queue.renew([kept.lease], owner.leaseMs));
        kept.renewed = before;
        return;
      } catch (error) {
        if (!(error instanceof StoreError)) throw error;
        this.#terms.trouble(error);
        if (error.lasting || clock.monotonic() >= until) {
          throw new LeaseLost(`Nobody can tell whether loop ${kept.lease.loop.id} is still ours: ${error.message}`, {
            cause: error,
          });
        }
        await wait(RETRY_MS, kept.lost);
      }
    }
  }
}

function times(clock: Crew["clock"]): Times {
  return { wall: clock.now(), monotonic: clock.monotonic() };
}
