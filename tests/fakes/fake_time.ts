// Time that stands still until a test moves it: a clock, and waits that end when it has come so far.
import type { Clock } from "../../src/ports/clock.ts";

interface Waiting {
  at: number;
  end(): void;
}

/** Starts at 2026-01-01T00:00:00Z. */
export class FakeTime implements Clock {
  #now = Date.parse("2026-01-01T00:00:00Z");
  #monotonic = 0;
  readonly #waiting = new Set<Waiting>();

  now = () => this.#now;
  monotonic = () => this.#monotonic;

  /** How many waits have not ended. */
  get waits(): number {
    return this.#waiting.size;
  }

  wait = (ms: number, signal: AbortSignal): Promise<void> => {
    if (signal.aborted) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    const end = () => {
      this.#waiting.delete(waiting);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const waiting = { at: this.#monotonic + ms, end };
    this.#waiting.add(waiting);
    signal.addEventListener("abort", end);
    return promise;
  };

  /** Moves both clocks on, wait after wait, and lets everything that one wakes go as far as it can. */
  async advance(ms: number): Promise<void> {
    await settled();
    await this.#advance(ms);
    await settled();
  }

  async #advance(ms: number): Promise<void> {
    const until = this.#monotonic + ms;
    while (true) {
      const [next] = [...this.#waiting].sort((a, b) => a.at - b.at);
      if (next === undefined || next.at > until) break;
      this.#move(Math.max(next.at - this.#monotonic, 0));
      next.end();
      await drained();
    }
    this.#move(until - this.#monotonic);
    await drained();
  }

  /** Moves until the condition holds. Fails after so many milliseconds of it. */
  async until(condition: () => boolean, mostMs = 60_000): Promise<void> {
    await settled();
    for (let gone = 0; !condition(); gone += 25) {
      if (gone > mostMs) throw new Error(`It did not come to this in ${mostMs} ms: ${condition}`);
      await this.#advance(25);
    }
  }

  /** People set the clock. */
  set(ms: number): void {
    this.#now += ms;
  }

  /** The process was stopped, or the thread busy: time goes by and no wait ends meanwhile. */
  stall(ms: number): void {
    this.#move(ms);
  }

  #move(ms: number): void {
    this.#now += ms;
    this.#monotonic += ms;
  }
}

/** All that needs no time has happened. */
export async function settled(): Promise<void> {
  await drained();
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

/** Likewise for what waits for nothing but promises, as everything over the database does: a turn of the event loop takes 1 ms, this 0.1. */
async function drained(): Promise<void> {
  for (let turn = 0; turn < 500; turn++) await Promise.resolve();
}
