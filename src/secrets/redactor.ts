// Takes secret values out of texts, whatever form they stand there in.
import { backwards, type Pattern, patternsOf, reversed } from "./patterns.ts";
import { type Found, PatternSet } from "./pattern_set.ts";

/** What stands where a secret stood. */
export const MARKER = "(secret)";

/** Characters of a value's beginning or end that are taken out where a notice says that the rest was left out. */
const LEAST_AT_CUT = 4;
/** The same at the very end or beginning of a text, which may have been cut without a notice: so many, and half of the value at least. */
const LEAST_AT_END = 8;
/** Characters behind a cut that may belong to the end of a value. */
const MOST_AT_CUT = 8192;
/** How texts say that something was left out: a store's and a transport's words, a brief's (behind its fence), a prompt's, a line's. */
const CUT = /(?:\n[ |]*)?(?:[[(]\d{1,12} (?:bytes|characters|letters) left out[\])]|\(the rest left out\))\n?|\u2026/g;
const FENCE = /^[ |]+/;
const PADDING = /(?:={1,2}|(?:%3[Dd]){1,2}|(?:\\u003[Dd]){1,2})/y;

/** A part of a text, from and up to. */
type Span = [from: number, to: number];

/** What lies between two notices. `notice`: the end in question is at one. */
interface Part {
  from: number;
  to: number;
  notice: boolean;
}

/** Values, and texts without them. */
export class Redactor {
  readonly #values = new Set<string>();
  readonly #set = new PatternSet();
  readonly #backwards = new PatternSet();
  #longest = 0;
  /** Whether a value may begin or end within a marker. */
  #touching = false;
  /** Whether a value may be written as a number. */
  #numeric = false;

  /** Looks for these, too. One that is shorter than three characters cannot be looked for. */
  add(values: Iterable<string>): void {
    for (const value of values) {
      if (this.#values.has(value)) continue;
      const patterns = patternsOf(value);
      if (patterns.length === 0) continue;
      this.#values.add(value);
      for (const pattern of patterns) this.#look(pattern);
      // Shorter ones are counts and ids, too.
      this.#numeric ||= /^-?[\d.]{8,}$/.test(value);
      this.#touching ||= touches(value);
    }
  }

  /** Whether nothing is looked for. */
  get idle(): boolean {
    return this.#values.size === 0;
  }

  /** Whether a number may be one of the values. */
  get numeric(): boolean {
    return this.#numeric;
  }

  /** Whether a text has a value in it, in whatever form. */
  isIn(text: string): boolean {
    return !this.idle && this.#spans(text).length > 0;
  }

  /** The text with `(secret)` in place of each value; the very same where it has none. */
  redact(text: string): string {
    if (this.idle || text.length < 3) return text;
    let shown = this.#once(text);
    // What was put in may make another value together with what stands beside it.
    for (let before = text; this.#touching && shown !== before;) {
      before = shown;
      shown = this.#once(shown);
    }
    return shown;
  }

  #look(pattern: Pattern): void {
    this.#set.add(pattern);
    if (pattern.whole !== true) this.#backwards.add(reversed(pattern));
    this.#longest = Math.max(this.#longest, 6 * pattern.units.length);
  }

  #once(text: string): string {
    const spans = this.#spans(text);
    if (spans.length === 0) return text;
    let shown = "";
    let at = 0;
    for (const [from, to] of spans) {
      shown += text.slice(at, from) + MARKER;
      at = to;
    }
    return shown + text.slice(at);
  }

  /** What is to be replaced, in order, and apart from each other. A marker that is there stays, or grows. */
  #spans(text: string): Span[] {
    const found: Span[] = [];
    let from = 0;
    for (const [end, next] of [...cutsOf(text), [text.length, text.length] as Span]) {
      this.#findWhole(text, { from, to: end, notice: end < text.length }, found);
      this.#findEnd(text, { from, to: end, notice: from > 0 }, found);
      // Blanks are a brief's fence, or the value's own.
      const fenced = from === 0 ? from : from + (FENCE.exec(text.slice(from, from + 64))?.[0].length ?? 0);
      if (fenced > from && fenced < end) this.#findEnd(text, { from: fenced, to: end, notice: true }, found);
      from = next;
    }
    if (found.length === 0) return found;
    return joined(found, markersIn(text));
  }

  /** Whole values, and the beginning of one that the part's end cuts. */
  #findWhole(text: string, { from, to, notice }: Part, found: Span[]): void {
    this.#set.find(text, from, to, (piece) => {
      if (piece.pattern.whole === true) {
        if (!piece.cut && isWhole(text, piece)) found.push([piece.from, piece.to]);
      } else if (!piece.cut) {
        found.push([piece.from, piece.pattern.padded === true ? padded(text, piece.to) : piece.to]);
      } else if (counts(piece, notice)) found.push([piece.from, to]);
    });
  }

  /** The end of a value whose beginning was cut. */
  #findEnd(text: string, { from, to, notice }: Part, found: Span[]): void {
    const most = Math.min(to - from, this.#longest, MOST_AT_CUT);
    const turned = backwards(text.slice(from, from + most));
    this.#backwards.find(turned, 0, turned.length, (piece) => {
      if (piece.cut && counts(piece, notice)) found.push([from, from + most - piece.from]);
    });
  }
}

/** Whether a piece of a value is long enough to be taken out. */
function counts({ from, to, pattern: { units } }: Found, notice: boolean): boolean {
  const length = to - from;
  return notice ? length >= LEAST_AT_CUT : length >= LEAST_AT_END && 2 * length >= units.length;
}

/** Notices of what was left out: where they begin, and end. */
function cutsOf(text: string): Span[] {
  if (!text.includes(" left out") && !text.includes("…")) return [];
  return [...text.matchAll(CUT)].map(({ index, 0: words }): Span => [index, index + words.length]);
}

function markersIn(text: string): Span[] {
  const spans: Span[] = [];
  for (let at = text.indexOf(MARKER); at >= 0; at = text.indexOf(MARKER, at + MARKER.length)) {
    spans.push([at, at + MARKER.length]);
  }
  return spans;
}

/** Overlapping ones made one. What lies within a marker is none; what reaches out of it takes it along. `markers` are in order, apart from each other. */
function joined(found: readonly Span[], markers: readonly Span[]): Span[] {
  const touched = new Set<Span>();
  const real = found.filter(([from, to]) => {
    let at = firstBehind(markers, from);
    if (at < markers.length && markers[at]![0] <= from && to <= markers[at]![1]) return false;
    for (; at < markers.length && markers[at]![0] < to; at++) touched.add(markers[at]!);
    return true;
  });
  const spans: Span[] = [];
  for (const [from, to] of [...real, ...touched].sort((a, b) => a[0] - b[0])) {
    const last = spans.at(-1);
    if (last !== undefined && from < last[1]) last[1] = Math.max(last[1], to);
    else spans.push([from, to]);
  }
  return spans;
}

/** Which of some spans in order is the first that ends behind a place; their number where none does. */
function firstBehind(spans: readonly Span[], place: number): number {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle]![1] > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

function isWhole(text: string, { from, to }: Found): boolean {
  return !/[\p{L}\p{N}_]$/u.test(text.slice(Math.max(0, from - 2), from)) &&
    !/^[\p{L}\p{N}_]/u.test(text.slice(to, to + 2));
}

function padded(text: string, to: number): number {
  PADDING.lastIndex = to;
  return to + (PADDING.exec(text)?.[0].length ?? 0);
}

/** Whether a value's beginning is a marker's end, or the other way round, or a marker is within it. */
function touches(value: string): boolean {
  if (value.includes(MARKER)) return true;
  for (let length = 1; length < MARKER.length; length++) {
    if (value.startsWith(MARKER.slice(-length)) || value.endsWith(MARKER.slice(0, length))) return true;
  }
  return false;
}
