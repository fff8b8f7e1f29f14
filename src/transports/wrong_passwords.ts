// Passwords that a host has just refused: to try one again would only bring its account nearer to being locked.
import type { Way } from "../model/way.ts";

/** How long one is remembered: it may be made right on the host. */
const REMEMBERED_MS = 60_000;

/** Remembers, in this process alone, for a minute. */
export class WrongPasswords {
  readonly #refused = new Map<string, number>();
  readonly #right = new Set<string>();
  readonly #trying = new Map<string, Promise<void>>();

  /** Tries a password: one try at a time until one has succeeded, so that those who come together do not all try a wrong one. */
  async firstAlone<T>(way: Way, password: string, attempt: () => Promise<T>): Promise<T> {
    const key = keyOf(way, password);
    for (let before = this.#trying.get(key); before !== undefined; before = this.#trying.get(key)) await before;
    if (this.#right.has(key)) return await attempt();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#trying.set(key, promise);
    try {
      const done = await attempt();
      this.#right.add(key);
      return done;
    } finally {
      this.#trying.delete(key);
      resolve();
    }
  }

  note(way: Way, password: string): void {
    this.#right.delete(keyOf(way, password));
    const now = performance.now();
    for (const [key, at] of this.#refused) if (now - at > REMEMBERED_MS) this.#refused.delete(key);
    this.#refused.set(keyOf(way, password), now);
  }

  has(way: Way, password: string): boolean {
    const at = this.#refused.get(keyOf(way, password));
    return at !== undefined && performance.now() - at <= REMEMBERED_MS;
  }
}

function keyOf(way: Way, password: string): string {
  const { host, address = "", port = "", user = "", become } = way;
  return JSON.stringify([host, address, port, user, become?.method, become?.user, password]);
}
