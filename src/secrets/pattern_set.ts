// Finds patterns in a text, all of them in one pass over it.
import type { Pattern } from "./patterns.ts";

/** Bits of a fingerprint of three characters. */
const BITS = 18;
const MASK = (1 << BITS) - 1;

/** A found piece of a text: from, and up to. `cut`: the text ended before the pattern did. */
export interface Found {
  from: number;
  to: number;
  cut: boolean;
  pattern: Pattern;
}

/** A pattern with what makes comparing quick. */
interface Sought {
  pattern: Pattern;
  letters: Int32Array;
}

/** Patterns by the fingerprints of their first three characters, so that a text costs a shift and a look-up a character. */
export class PatternSet {
  /** 256 KiB, once there is a pattern. */
  #seen: Uint8Array | undefined;
  readonly #patterns = new Map<number, Sought[]>();

  /** Adds one; of three characters at least. */
  add(pattern: Pattern): void {
    const sought = { pattern, letters: lettersOf(pattern) };
    const seen = this.#seen ??= new Uint8Array(1 << BITS);
    for (const beginning of beginnings(pattern)) {
      const print = fingerprint(beginning);
      seen[print] = 1;
      const known = this.#patterns.get(print);
      if (known === undefined) this.#patterns.set(print, [sought]);
      else if (known.at(-1) !== sought) known.push(sought);
    }
  }

  /** Calls back for every pattern that begins in `from`…`to` of a text and ends there, or runs into `to`. In order of their beginnings. */
  find(text: string, from: number, to: number, found: (piece: Found) => void): void {
    const seen = this.#seen;
    if (seen === undefined) return;
    let print = 0;
    const third = from + 2;
    for (let at = from; at < to; at++) {
      print = ((print << 6) ^ text.charCodeAt(at)) & MASK;
      if (seen[print] === 0 || at < third) continue;
      for (const sought of this.#patterns.get(print) ?? []) {
        const piece = match(text, at - 2, to, sought);
        if (piece !== undefined) found({ from: at - 2, ...piece, pattern: sought.pattern });
      }
    }
  }
}

/** Where a pattern that begins at a place ends: the longest way to spell it. */
function match(
  text: string,
  at: number,
  end: number,
  { pattern: { units, gaps }, letters }: Sought,
): { to: number; cut: boolean } | undefined {
  let here = [at];
  let cut = false;
  for (let index = 0; index < units.length; index++) {
    if (here.length === 1) {
      // Nearly all of a text: a letter that is written as it is can be written in no other way at the same time.
      let to = here[0]!;
      while (index < units.length && to < end && text.charCodeAt(to) === letters[index]) index++, to++;
      if (index === units.length) return { to, cut: false };
      here = [to];
    }
    const next: number[] = [];
    for (const from of here) {
      cut = stepped(text, from, { unit: units[index]!, end, next }) || cut;
      if (index === 0) continue;
      for (const gap of gaps) {
        if (!text.startsWith(gap, from) || from + gap.length > end) continue;
        cut = stepped(text, from + gap.length, { unit: units[index]!, end, next }) || cut;
      }
    }
    if (next.length === 0) return cut ? { to: end, cut } : undefined;
    here = next;
  }
  return { to: Math.max(...here), cut: false };
}

/** Puts the places behind each spelling of a unit into `next`; whether the text ends within one. */
function stepped(
  text: string,
  from: number,
  { unit, end, next }: { unit: readonly string[]; end: number; next: number[] },
): boolean {
  let cut = false;
  for (const spelling of unit) {
    const to = from + spelling.length;
    if (to > end) cut ||= spelling.startsWith(text.slice(from, end));
    else if (text.startsWith(spelling, from) && !next.includes(to)) next.push(to);
  }
  return cut;
}

/** The code of each unit that is a letter or digit when it is written as it is; else -1. */
function lettersOf({ units }: Pattern): Int32Array {
  return Int32Array.from(units, (unit) => {
    const known = letters.get(unit) ?? letterOf(unit);
    letters.set(unit, known);
    return known;
  });
}

/** Worked out already. */
const letters = new WeakMap<readonly string[], number>();

function letterOf(unit: readonly string[]): number {
  const [only, other] = unit.filter((each) => each.length === 1);
  return only !== undefined && other === undefined && /[A-Za-z0-9]/.test(only) ? only.charCodeAt(0) : -1;
}

/** The first three characters that a pattern may begin with. */
function beginnings({ units, gaps }: Pattern): Set<string> {
  const whole = new Set<string>();
  let open = new Set([""]);
  for (const [index, unit] of units.entries()) {
    const longer = new Set<string>();
    for (const text of open) {
      for (const gap of index === 0 ? [""] : ["", ...gaps]) {
        for (const spelling of unit) {
          const joined = text + gap + spelling;
          if (joined.length >= 3) whole.add(joined.slice(0, 3));
          else longer.add(joined);
        }
      }
    }
    open = longer;
    if (open.size === 0) break;
  }
  return whole;
}

function fingerprint(three: string): number {
  let print = 0;
  for (let at = 0; at < three.length; at++) print = ((print << 6) ^ three.charCodeAt(at)) & MASK;
  return print;
}
