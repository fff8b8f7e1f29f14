// A bounded memory of what was computed lately.

/** Keeps the newest `size` results by key; the least recently used one goes first. */
export class Recent<T> {
  #kept = new Map<string, T>();

  constructor(readonly size: number) {}

  /** The result for a key, computed if it is not kept. Nothing is kept when computing throws. */
  get(key: string, compute: () => T): T {
    const found = this.#kept.get(key);
    if (found !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, found);
      return found;
    }
    const made = compute();
    this.#kept.set(key, made);
    if (this.#kept.size > this.size) {
      for (const oldest of this.#kept.keys()) {
        this.#kept.delete(oldest);
        break;
      }
    }
    return made;
  }
}
