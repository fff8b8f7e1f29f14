// The loops that this process works on, each opened when it is first walked and closed when its lease is over.
import type { Lease } from "../model/loop.ts";
import type { Crew } from "../worker/crew.ts";
import { leaseKey } from "../worker/kept_lease.ts";
import { type LoopAtWork, type Means, openLoop } from "./loop_at_work.ts";

/** How a crew walks loops and leaves them. Disposing closes what is still open. */
export class LoopsAtWork implements Pick<Crew, "walk" | "leave">, AsyncDisposable {
  readonly #means: Means;
  /** By lease: a loop that was given back may be taken again before all that was open for it is closed. */
  readonly #open = new Map<string, LoopAtWork>();

  constructor(means: Means) {
    this.#means = means;
  }

  walk: Crew["walk"] = async (lease, walking) => {
    const loop = this.#open.get(leaseKey(lease)) ?? openLoop(this.#means);
    this.#open.set(leaseKey(lease), loop);
    return await loop.turn(lease, walking);
  };

  leave: Crew["leave"] = async (lease: Lease) => {
    const loop = this.#open.get(leaseKey(lease));
    this.#open.delete(leaseKey(lease));
    await loop?.[Symbol.asyncDispose]();
  };

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.allSettled([...this.#open.values()].map((loop) => loop[Symbol.asyncDispose]()));
  }
}
