// Python's random.Random for a seed: the same numbers for the same seed, on every machine.
import { buffers, createHash } from "./builtin.ts";

const SIZE = 624;
const HALF = 397;

/** MT19937, seeded as Python 3 does it: an int by its digits, a text by itself and its SHA-512. */
export class SeededRandom {
  #state = new Uint32Array(SIZE);
  #next = SIZE;

  constructor(seed: bigint | string) {
    const number = typeof seed === "string" ? ofText(seed) : seed < 0n ? -seed : seed;
    const key: number[] = [];
    for (let rest = number; rest > 0n; rest >>= 32n) key.push(Number(rest & 0xffffffffn));
    this.#seed(key.length === 0 ? [0] : key);
  }

  /** A whole number from 0 up to, not including, `limit` (above 0). */
  below(limit: bigint): bigint {
    if (limit <= 0xffffffffn) return BigInt(this.#small(Number(limit)));
    const bits = limit.toString(2).length;
    let found = this.#bits(bits);
    while (found >= limit) found = this.#bits(bits);
    return found;
  }

  #small(limit: number): number {
    const unused = Math.clz32(limit);
    let found = this.#word() >>> unused;
    while (found >= limit) found = this.#word() >>> unused;
    return found;
  }

  #bits(count: number): bigint {
    let found = 0n;
    for (let from = 0; from < count; from += 32) {
      const missing = count - from;
      const word = missing >= 32 ? this.#word() : this.#word() >>> (32 - missing);
      found |= BigInt(word) << BigInt(from);
    }
    return found;
  }

  #seed(key: number[]): void {
    const state = this.#state;
    state[0] = 19650218;
    for (let n = 1; n < SIZE; n++) state[n] = Math.imul(1812433253, mixed(state, n - 1)) + n;
    let [n, k] = [1, 0];
    const step = (): void => {
      if (++n < SIZE) return;
      state[0] = state[SIZE - 1] ?? 0;
      n = 1;
    };
    for (let left = Math.max(SIZE, key.length); left > 0; left--) {
      state[n] = ((state[n] ?? 0) ^ Math.imul(mixed(state, n - 1), 1664525)) + (key[k] ?? 0) + k;
      step();
      k = (k + 1) % key.length;
    }
    for (let left = SIZE - 1; left > 0; left--) {
      state[n] = ((state[n] ?? 0) ^ Math.imul(mixed(state, n - 1), 1566083941)) - n;
      step();
    }
    state[0] = 0x80000000;
  }

  #word(): number {
    if (this.#next >= SIZE) this.#refill();
    let word = this.#state[this.#next++] ?? 0;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  #refill(): void {
    const state = this.#state;
    for (let n = 0; n < SIZE; n++) {
      const bits = ((state[n] ?? 0) & 0x80000000) | ((state[(n + 1) % SIZE] ?? 0) & 0x7fffffff);
      state[n] = (state[(n + HALF) % SIZE] ?? 0) ^ (bits >>> 1) ^ (bits & 1 ? 0x9908b0df : 0);
    }
    this.#next = 0;
  }
}

function mixed(state: Uint32Array, n: number): number {
  const word = state[n] ?? 0;
  return word ^ (word >>> 30);
}

function ofText(seed: string): bigint {
  const bytes = buffers().from(seed, "utf8").toString("hex") + createHash("sha512").update(seed, "utf8").digest("hex");
  return BigInt(`0x${bytes}`);
}
