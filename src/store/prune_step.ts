// One step of pruning: what it did, and how long it may hold the write lock, for which the journals of all workers wait.
import type { Clock } from "../ports/clock.ts";
import type { Removed } from "../ports/upkeep.ts";

/** Milliseconds: the commit comes on top of it, and both together stay below ten. */
const LONGEST_MS = 4;

/** What one step did, and whether there is more of its kind. */
export interface Step {
  removed: Partial<Removed>;
  more: boolean;
}

/** The time of one step, from its making on. */
export class TimeSlice {
  readonly #clock: Clock;
  readonly #end: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#end = clock.monotonic() + LONGEST_MS;
  }

  /** Time to commit, and to let others write. */
  get over(): boolean {
    return this.#clock.monotonic() >= this.#end;
  }
}
