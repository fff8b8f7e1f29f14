// How long a step of upkeep may hold the write lock: the journals of all workers wait meanwhile.
import type { Clock } from "../ports/clock.ts";
import type { Removed } from "../ports/upkeep.ts";

/** Milliseconds: the commit comes on top of it, and both together stay below ten. */
const LONGEST_MS = 4;

/** What one step did, and whether there is more of its kind. */
export interface Step {
  removed: Partial<Removed>;
  more: boolean;
}

/** One hold of the lock, from its making on. */
export class Turn {
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
