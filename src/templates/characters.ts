// Text as Python sees it: code points, Python's white space and line ends.
import { chargeRunning } from "./budget.ts";

const SURROGATES = /[\ud800-\udfff]/;
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const LEADING = new RegExp(`^[${SPACE}]+`);
const TRAILING = new RegExp(`[${SPACE}]+$`);
// Written as text: a literal may not name control characters.
const LINE_ENDS = "\\n\\r\\v\\f\\x1c-\\x1e\\x85\\u2028\\u2029";
const LINE_END = new RegExp(`\\r\\n|[${LINE_ENDS}]`, "g");
const BLANKS = new RegExp(`[${SPACE}]+`, "g");

/** Whether a code point of a text takes two units. Long texts are looked through for that, at some nanoseconds a unit. */
function isWide(text: string): boolean {
  chargeRunning(text.length / 1024);
  return SURROGATES.test(text);
}

/** Code points, one text each. */
export function characters(text: string): string[] {
  return isWide(text) ? Array.from(text) : text.split("");
}

/** Length in code points. */
export function textLength(text: string): number {
  return isWide(text) ? Array.from(text).length : text.length;
}

/** A part of a text by code points, negative positions from its end. */
export function textSlice(text: string, start: number, end?: number): string {
  return isWide(text) ? Array.from(text).slice(start, end).join("") : text.slice(start, end);
}

/** `str.strip` and its sisters: Python's white space, or any of the characters given. */
export function strip(text: string, chars: string | null = null, sides: "both" | "left" | "right" = "both"): string {
  if (chars === null) {
    const start = sides === "right" ? text : text.replace(LEADING, "");
    return sides === "left" ? start : trimEnd(start);
  }
  const set = new Set(characters(chars));
  const all = characters(text);
  let from = 0;
  let to = all.length;
  if (sides !== "right") { while (from < to && set.has(all[from] ?? "")) from++; }
  if (sides !== "left") { while (to > from && set.has(all[to - 1] ?? "")) to--; }
  return all.slice(from, to).join("");
}

// A regular expression anchored at the end alone is quadratic on long runs of blanks.
function trimEnd(text: string): string {
  let end = text.length;
  while (end > 0 && TRAILING.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** `str.split()` without a separator: words between runs of white space; `limit` splits at most, from the left or the right. */
export function words(text: string, limit = -1, fromRight = false): string[] {
  const body = strip(text);
  if (body === "") return [];
  const gaps = [...body.matchAll(BLANKS)];
  if (limit < 0 || limit > gaps.length) return body.split(BLANKS);
  // The piece that is not split any further keeps the white space on its outer side.
  const used = fromRight ? gaps.slice(gaps.length - limit) : gaps.slice(0, limit);
  const whole = strip(text, null, fromRight ? "right" : "left");
  const shift = fromRight ? whole.length - body.length : 0;
  const pieces: string[] = [];
  let from = 0;
  for (const gap of used) {
    pieces.push(whole.slice(from, gap.index + shift));
    from = gap.index + shift + gap[0].length;
  }
  return [...pieces, whole.slice(from)];
}

/** `str.splitlines()`: all of Python's line ends. */
export function lines(text: string, keepEnds = false): string[] {
  const found: string[] = [];
  let from = 0;
  for (const end of text.matchAll(LINE_END)) {
    found.push(text.slice(from, keepEnds ? end.index + end[0].length : end.index));
    from = end.index + end[0].length;
  }
  if (from < text.length) found.push(text.slice(from));
  return found;
}

/** How many newlines a text ends with. */
export function newlinesAtEnd(text: string): number {
  let start = text.length;
  while (text[start - 1] === "\n") start--;
  return text.length - start;
}

/** `str.capitalize()`. */
export function capitalize(text: string): string {
  const [first = "", ...rest] = characters(text);
  return first.toUpperCase() + rest.join("").toLowerCase();
}

/** `str.title()`: every run of letters starts with a capital. */
export function titleCase(text: string): string {
  return text.replace(/\p{L}+/gu, capitalize);
}

/** `str.center()`: the odd blank goes where CPython puts it. */
export function center(text: string, width: number, fill = " "): string {
  const missing = width - textLength(text);
  if (missing <= 0) return text;
  const left = (missing >> 1) + (missing & width & 1);
  return fill.repeat(left) + text + fill.repeat(missing - left);
}
