// Wrong tokens are tried slowly: a few at once, then one every few seconds; from one place, and from all places together.
import type { Clock } from "../../ports/clock.ts";

/** So many may be wrong at once, and one more every so many milliseconds. */
interface Allowance {
  most: number;
  everyMs: number;
}

const ONE: Allowance = { most: 5, everyMs: 10_000 };
const ALL: Allowance = { most: 200, everyMs: 250 };

/** Places that are remembered: what is forgotten, the oldest first, may try anew. */
const MOST_PLACES = 10_000;
/** Wrong tokens of a place that are remembered. */
const MOST_TRIED = 8;

interface Place {
  /** Wrong ones, less what was forgiven by time. */
  wrong: number;
  at: number;
  /** Hashes: a program that goes on with an old token learns nothing, and keeps nobody out. */
  tried: string[];
  /** Somebody came in from here. */
  good: boolean;
}

/** Counts wrong tokens. A place is an address, or the token by which a browser was let in before. */
export interface Patience {
  /** Milliseconds until a token may be tried from there; 0: now. */
  wait(place: string): number;
  /** It was wrong. */
  wrong(place: string, hash: Uint8Array): void;
  /** It was right. */
  right(place: string): void;
}

/**
 * Where all together have tried too much, only places that nobody has come in from wait. So one place keeps out itself alone, and many keep out
 * only newcomers; whoever has a session is asked for nothing.
 */
export function patience(clock: Clock): Patience {
  const places = new Map<string, Place>();
  const all: Place = fresh(clock);
  const placeOf = (name: string) => {
    const known = places.get(name) ?? fresh(clock);
    places.delete(name);
    places.set(name, known);
    if (places.size > MOST_PLACES) places.delete(places.keys().next().value!);
    return known;
  };
  return {
    wait(name) {
      const place = places.get(name);
      const own = place === undefined ? 0 : untilFree(place, ONE, clock);
      return place?.good === true ? own : Math.max(own, untilFree(all, ALL, clock));
    },
    wrong(name, hash) {
      const place = placeOf(name);
      const text = hash.toHex();
      if (place.tried.includes(text)) return;
      place.tried = [text, ...place.tried].slice(0, MOST_TRIED);
      count(place, ONE, clock);
      count(all, ALL, clock);
    },
    right(name) {
      placeOf(name).good = true;
    },
  };
}

/** Whose place an address is: of IPv6 the first half, since whoever has one address there has them all. */
export function placeOfAddress(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined || !address.includes(":")) return mapped ?? address;
  const [head = "", tail] = address.toLowerCase().split("%")[0]!.split("::");
  const first = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? [] : Array<string>(Math.max(0, 8 - first.length - last.length)).fill("0");
  return `${[...first, ...zeros, ...last].slice(0, 4).join(":")}::/64`;
}

function fresh(clock: Clock): Place {
  return { wrong: 0, at: clock.monotonic(), tried: [], good: false };
}

function forgiven({ wrong, at }: Place, { everyMs }: Allowance, clock: Clock): number {
  return Math.max(0, wrong - (clock.monotonic() - at) / everyMs);
}

function untilFree(place: Place, allowance: Allowance, clock: Clock): number {
  return Math.max(0, Math.ceil((forgiven(place, allowance, clock) - allowance.most + 1) * allowance.everyMs));
}

function count(place: Place, allowance: Allowance, clock: Clock): void {
  place.wrong = forgiven(place, allowance, clock) + 1;
  place.at = clock.monotonic();
}
