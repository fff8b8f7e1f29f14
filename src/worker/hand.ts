// One loop in hand: its lease kept, its walk told when to stop, what a walk came to.
import { InputError, LeaseLost, StoreError } from "../model/errors.ts";
import type { Lease, Next } from "../model/loop.ts";
import type { Crew } from "./crew.ts";
import type { Heartbeats } from "./heartbeats.ts";
import type { Held } from "./kept_lease.ts";

/** A walk that asks to come back this soon is not given back meanwhile: two commits and two rows of the feed each time would buy nothing. */
const IN_PLACE_MS = 1000;

/** What a walk came to. `cannot` are the loop's inputs or the database, `fault` is our bug. */
export type Outcome =
  | { kind: "next"; next: Next }
  | { kind: "lost"; error: LeaseLost }
  | { kind: "cannot"; error: InputError | StoreError }
  | { kind: "fault"; error: unknown };

/** A loop that is worked on. */
export class Hand {
  readonly held: Held;
  /** When the walk that goes on began, ms since 1970. */
  began: number;
  readonly #crew: Crew;
  readonly #stop = new AbortController();
  readonly #kill = new AbortController();

  constructor(lease: Lease, crew: Crew, heartbeats: Heartbeats) {
    this.#crew = crew;
    this.began = crew.clock.now();
    this.held = heartbeats.hold(lease);
    const { lost, asked, cancelled } = this.held;
    // What runs is not ended: its receipt is the new owner's, who waits for it.
    lost.addEventListener("abort", () => this.#stop.abort(lost.reason));
    asked.addEventListener("abort", () => this.stop());
    cancelled.addEventListener("abort", () => this.kill());
  }

  /** Whether nothing more is to be started. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** Start nothing more. */
  stop(): void {
    this.#stop.abort();
  }

  /** End what runs, too. */
  kill(): void {
    this.#stop.abort();
    this.#kill.abort();
  }

  /**
   * Walks the loop until it has something to say that is worth giving it back, or another has it: what runs then goes on, and nobody waits for it.
   * Never throws.
   */
  async walk(): Promise<Outcome> {
    const { lost } = this.held;
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    const leave = () => resolve({ kind: "lost", error: lost.reason });
    lost.addEventListener("abort", leave);
    if (lost.aborted) leave();
    try {
      return await Promise.race([this.#walkOn(), promise]);
    } finally {
      lost.removeEventListener("abort", leave);
    }
  }

  async #walkOn(): Promise<Outcome> {
    const { clock, wait, walk } = this.#crew;
    const { held } = this;
    const walking = { held: () => held.held(), signals: { stop: this.#stop.signal, signal: this.#kill.signal } };
    this.began = clock.now();
    try {
      while (true) {
        const next = await walk(held.lease, walking);
        held.lost.throwIfAborted();
        if (!isInPlace(next)) return { kind: "next", next };
        await wait(next.afterMs, this.stopped);
        held.lost.throwIfAborted();
        // Told to end what runs, it walks once more: what it waited for may be a command of an earlier worker.
        if (this.stopped.aborted && !this.#kill.signal.aborted) return { kind: "next", next: { kind: "stopped" } };
      }
    } catch (error) {
      // Whatever a walk says whose lease was lost, that is why.
      const why = held.lost.aborted ? held.lost.reason : error;
      if (why instanceof LeaseLost) return { kind: "lost", error: why };
      if (why instanceof InputError || why instanceof StoreError) return { kind: "cannot", error: why };
      return { kind: "fault", error: why };
    }
  }
}

function isInPlace(next: Next): next is Next & { kind: "again" } {
  return next.kind === "again" && next.afterMs <= IN_PLACE_MS && next.waitsFor === undefined && !next.away;
}
