// So many at once, and the others after them in order.

/** First come, first served. */
export class Slots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(limit: number) {
    this.#free = limit;
  }

  /** Does the work with a slot; without one when the signal fires first, so that the work itself says what that means. */
  async with<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (!await this.#take(signal)) return await work();
    try {
      return await work();
    } finally {
      const [next] = this.#waiting;
      if (next === undefined) this.#free++;
      else next();
    }
  }

  #take(signal: AbortSignal | undefined): Promise<boolean> | boolean {
    if (signal?.aborted) return false;
    if (this.#free > 0) {
      this.#free--;
      return true;
    }
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const served = () => leave(true);
    const aborted = () => leave(false);
    const leave = (got: boolean) => {
      this.#waiting.delete(served);
      signal?.removeEventListener("abort", aborted);
      resolve(got);
    };
    this.#waiting.add(served);
    signal?.addEventListener("abort", aborted);
    return promise;
  }
}
