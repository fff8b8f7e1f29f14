// Finding and replacing in text, counted in code points.
import { textLength, textSlice } from "./characters.ts";
import { checkText } from "./limits.ts";

/** `str.replace`; `count` below zero replaces all. */
export function replaceText(text: string, old: string, fresh: string, count = -1): string {
  const most = count < 0 ? Infinity : count;
  if (old === "") {
    const spots = Array.from(text);
    checkText(text.length + Math.min(most, spots.length + 1) * fresh.length);
    const body = spots.map((char, n) => n < most ? fresh + char : char).join("");
    return spots.length < most ? body + fresh : body;
  }
  const pieces = text.split(old);
  const times = Math.min(most, pieces.length - 1);
  checkText(text.length + times * (fresh.length - old.length));
  if (times === pieces.length - 1) return pieces.join(fresh);
  return [pieces.slice(0, times + 1).join(fresh), ...pieces.slice(times + 1)].join(old);
}

/** `str.find` and `str.rfind` within a range: the position, or -1. */
export function searchText(
  text: string,
  sub: string,
  range: { start: number; end: number | null },
  fromEnd: boolean,
): number {
  const length = textLength(text);
  const place = (bound: number): number => Math.min(Math.max(bound < 0 ? bound + length : bound, 0), length);
  const start = place(range.start);
  const part = textSlice(text, start, range.end === null ? length : place(range.end));
  const found = fromEnd ? part.lastIndexOf(sub) : part.indexOf(sub);
  return found < 0 || range.start > length ? -1 : start + textLength(part.slice(0, found));
}
