// Requests that are sent again, because their answer was lost on its way: done once.
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8ToBytes } from "@noble/hashes/utils.js";
import { Refusal } from "../refusal.ts";

/** Kept at once; the oldest go first. */
export const MOST_REPEATS = 1000;

/** Answers by the key that the sender has chosen, for as long as this process lives. */
export class Repeats {
  readonly #kept = new Map<string, { hash: string; answer: Promise<unknown> }>();

  /** Does it, or answers as before. What was refused may be tried again. Throws Refusal for a key that came with another body. */
  async once<T>(key: string, body: unknown, act: () => Promise<T>): Promise<T> {
    const hash = sha256(utf8ToBytes(JSON.stringify(body))).toHex();
    const known = this.#kept.get(key);
    if (known !== undefined) {
      if (known.hash === hash) return await known.answer as T;
      throw new Refusal(409, "conflict", "This Idempotency-Key came with another body before.", {
        hint: "choose a new key for a new request",
      });
    }
    const answer = act();
    this.#kept.set(key, { hash, answer });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST_REPEATS) break;
      this.#kept.delete(oldest);
    }
    try {
      return await answer;
    } catch (error) {
      this.#kept.delete(key);
      throw error;
    }
  }
}
