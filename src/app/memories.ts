// What this process remembers of runs between two turns, because the record may not hold it: results that no_log or redaction hides, temporary paths.
import type { World } from "../engine/world.ts";
import type { Loop } from "../model/loop.ts";
import type { Originals } from "../secrets/originals.ts";

/** Runs that are remembered; of older ones a human is asked instead. */
const MOST = 1000;

/** Of one run. */
export type Memory = Pick<World, "unrecorded" | "temporary"> & { originals: Originals };

/** By loop, the current run's each. It outlives the lease: a loop that waited for a host goes on where it stood. */
export class Memories {
  readonly #kept = new Map<number, Memory & { run: number }>();

  of({ id, run }: Loop): Memory {
    const known = this.#kept.get(id);
    const memory = known?.run === run
      ? known
      : { run, unrecorded: new Map(), temporary: new Map(), originals: new Map() };
    this.#kept.delete(id);
    this.#kept.set(id, memory);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > MOST && oldest !== undefined) this.#kept.delete(oldest);
    return memory;
  }
}
