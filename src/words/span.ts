// Lengths of time as people type them: 90s, 5m, 12h, 30d, 2w.

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const PART = /(\d+(?:\.\d+)?)\s*(ms|[smhdw])\s*/gy;

/** How one is written, as a sentence. */
export const SPAN_HOW = "Write a length of time such as 90s, 5m, 12h, 30d or 2w; a number alone is seconds.";

/** A thousand years: what ends later has a date that does not stand in order as text. */
const MOST = 1000 * 365 * UNITS["d"]!;

/**
 * Milliseconds of `30d`, `12h`, `90s`, `5m`, `2w`, `250ms`, several of them (`1h30m`), or a bare number of seconds; undefined for any other text, and
 * for more than a thousand years.
 */
export function readSpan(text: string): number | undefined {
  const typed = text.trim().toLowerCase();
  const ms = /^\d+(\.\d+)?$/.test(typed) ? Number(typed) * 1000 : sumOf(typed);
  return ms === undefined || ms > MOST ? undefined : Math.round(ms);
}

function sumOf(typed: string): number | undefined {
  let sum = 0;
  let end = 0;
  for (const [whole, count, unit] of typed.matchAll(PART)) {
    sum += Number(count) * UNITS[unit!]!;
    end += whole.length;
  }
  return end === typed.length && end > 0 ? sum : undefined;
}
