// The loops that a worker has in hand: walked side by side, each given back with what comes next, whatever it threw.
import { InputError, LeaseLost, StoreError } from "../model/errors.ts";
import type { Lease, Next, Release } from "../model/loop.ts";
import type { WorkerCrew } from "./crew.ts";
import { Hand, type Outcome } from "./hand.ts";
import type { Heartbeats } from "./heartbeats.ts";
import { faultMs, releaseOf } from "./schedule.ts";

/** Milliseconds after which a loop is tried to be given back again, in a database that could not be written. */
const RETRY_MS = 1000;

/** Whom the hands tell. */
export interface Ears {
  /** The database, or the queue, threw this. */
  trouble(error: unknown): void;
  /** A loop was given back. */
  freed(): void;
}

/** Loops in hand. */
export class Hands {
  readonly #crew: WorkerCrew;
  readonly #heartbeats: Heartbeats;
  readonly #ears: Ears;
  readonly #hands = new Set<Hand>();
  /** Beside those in hand also what is only being closed. */
  readonly #works = new Set<Promise<void>>();
  /** How many times in a row a loop could not go on, by its id. */
  readonly #vain = new Map<number, number>();
  readonly #over = new AbortController();

  constructor(crew: WorkerCrew, heartbeats: Heartbeats, ears: Ears) {
    this.#crew = crew;
    this.#heartbeats = heartbeats;
    this.#ears = ears;
  }

  get size(): number {
    return this.#hands.size;
  }

  /** Works on a claimed loop from now on. */
  take(lease: Lease): void {
    const { id, name, run } = lease.loop;
    const from = lease.takenFrom;
    this.#crew.tell({ kind: "claimed", loop: id, name, run, ...(from === undefined ? {} : { takenFrom: from }) });
    const hand = new Hand(lease, this.#crew, this.#heartbeats);
    this.#hands.add(hand);
    const work: Promise<void> = this.#workOn(hand).catch((error) => this.#ears.trouble(error))
      .finally(() => this.#works.delete(work));
    this.#works.add(work);
  }

  /** Start nothing more. */
  stop(): void {
    for (const hand of this.#hands) hand.stop();
  }

  /** End what runs, too. */
  kill(): void {
    for (const hand of this.#hands) hand.kill();
  }

  /** Resolves when all are given back, and closed. */
  async empty(): Promise<void> {
    while (this.#works.size > 0) await Promise.all(this.#works);
  }

  /** Nothing more is written or told: what is still in hand belongs to whoever takes it when its lease has run out. */
  letGo(): void {
    this.#over.abort();
  }

  async #workOn(hand: Hand): Promise<void> {
    try {
      const outcome = await hand.walk();
      if (outcome.kind === "lost") this.#lost(hand);
      else await this.#giveBack(hand, this.#releaseFor(outcome, hand));
    } finally {
      hand.held.drop();
      this.#hands.delete(hand);
      this.#ears.freed();
    }
    try {
      await this.#crew.leave(hand.held.lease);
    } catch (error) {
      this.#fault(hand, error);
    }
  }

  #releaseFor(outcome: Exclude<Outcome, { kind: "lost" }>, hand: Hand): Release {
    const { clock, random, pollMs } = this.#crew;
    const { lease: { loop }, request } = hand.held;
    const moment = (next: Next) => {
      const away = outcome.kind === "fault" || next.kind === "again" && next.away === true;
      return { now: clock.now(), began: hand.began, random: random(), aways: this.#countVain(loop.id, away), request };
    };
    const release = (next: Next) => releaseOf(next, loop, moment(next));
    switch (outcome.kind) {
      case "next":
        return release(outcome.next);
      case "fault":
        return release(this.#faulty(hand, outcome.error));
      case "cannot": {
        const { error } = outcome;
        // A playbook that cannot be read: whoever comes back anyway looks again then, everybody else waits for a human.
        if (error instanceof InputError && loop.mode === "continuous") {
          return release({ kind: "done", status: "failed", reason: error.message });
        }
        if (error instanceof InputError) return release({ kind: "paused", reason: error.message });
        this.#ears.trouble(error);
        return release({ kind: "again", afterMs: pollMs, reason: error.message });
      }
    }
  }

  #faulty(hand: Hand, error: unknown): Next {
    this.#fault(hand, error);
    const words = error instanceof Error ? error.message : String(error);
    const times = (this.#vain.get(hand.held.lease.loop.id) ?? 0) + 1;
    return { kind: "again", afterMs: faultMs(times), reason: `our bug: ${words}` };
  }

  #countVain(loop: number, vain: boolean): number {
    const times = vain ? (this.#vain.get(loop) ?? 0) + 1 : 0;
    if (vain) this.#vain.set(loop, times);
    else this.#vain.delete(loop);
    return times;
  }

  /** Until it is written: a loop that only runs out of its lease would be taken for one whose worker has died. */
  async #giveBack(hand: Hand, first: Release): Promise<void> {
    const { queue, tell, wait } = this.#crew;
    const { lease } = hand.held;
    const { id, name } = lease.loop;
    let release = first;
    let faults = 0;
    while (!this.#over.signal.aborted) {
      try {
        await queue.release(lease, release);
        if (!this.#over.signal.aborted) tell({ kind: "released", loop: id, name, release });
        return;
      } catch (error) {
        if (error instanceof LeaseLost) return this.#lost(hand);
        if (error instanceof StoreError) {
          this.#ears.trouble(error);
          if (error.lasting) return;
          await wait(RETRY_MS, this.#over.signal);
          continue;
        }
        if (++faults > 1) return;
        release = releaseOf(this.#faulty(hand, error), lease.loop, {
          now: this.#crew.clock.now(),
          began: hand.began,
          random: 0,
          aways: this.#countVain(id, true),
          request: null,
        });
      }
    }
  }

  #lost({ held }: Hand): void {
    const { id, name } = held.lease.loop;
    this.#vain.delete(id);
    if (!this.#over.signal.aborted) this.#crew.tell({ kind: "lost", loop: id, name });
  }

  #fault({ held }: Hand, error: unknown): void {
    const { id, name } = held.lease.loop;
    if (!this.#over.signal.aborted) this.#crew.tell({ kind: "fault", loop: id, name, error });
  }
}
