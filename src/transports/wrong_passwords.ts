// Passwords that a host has just refused: to try one again would only bring its account nearer to being locked.
import type { Way } from "../model/way.ts";

/** How long one is remembered: it may be made right on the host. */
const REMEMBERED_MS = 60_000;

/** Remembers, in this process alone, for a minute. */
export class WrongPasswords {
  readonly #refused = new Map<string, number>();

  note(way: Way, password: string): void {
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
