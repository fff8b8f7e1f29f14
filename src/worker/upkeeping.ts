// The record kept in shape by a worker: small steps of pruning between claims, and rests between rounds.
import type { Clock } from "../ports/clock.ts";
import type { Keep, Upkeep } from "../ports/upkeep.ts";

/** Milliseconds between two rounds of pruning. */
const ROUND_MS = 10 * 60_000;

/** Prunes as time goes by. */
export class Upkeeping {
  readonly #upkeep: Upkeep;
  readonly #keep: Keep;
  readonly #clock: Clock;
  #next: number;

  constructor(upkeep: Upkeep, { keep, clock }: { keep: Keep; clock: Clock }) {
    this.#upkeep = upkeep;
    this.#keep = keep;
    this.#clock = clock;
    this.#next = clock.monotonic();
  }

  /** One small step where one is due. */
  async step(): Promise<void> {
    if (this.#clock.monotonic() < this.#next) return;
    const { more } = await this.#upkeep.pruneStep(this.#keep);
    if (!more) this.#next = this.#clock.monotonic() + ROUND_MS;
  }
}
