// Lengths of time as people type them: 90s, 5m, 12h, 30d, 2w.
import { InvalidArgumentError } from "commander";

const UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const PART = /(\d+(?:\.\d+)?)\s*(ms|[smhdw])\s*/gy;

/**
 * Milliseconds of `30d`, `12h`, `90s`, `5m`, `2w`, `250ms`, several of them (`1h30m`), or a bare number of seconds. Throws
 * InvalidArgumentError, which commander tells with the flag's name.
 */
export function parseDuration(text: string): number {
  const typed = text.trim().toLowerCase();
  const ms = /^\d+(\.\d+)?$/.test(typed) ? Number(typed) * 1000 : sumOf(typed);
  if (ms === undefined || !Number.isSafeInteger(Math.round(ms))) {
    throw new InvalidArgumentError(
      "Write a length of time such as 90s, 5m, 12h, 30d or 2w; a number alone is seconds.",
    );
  }
  return Math.round(ms);
}

/** As parseDuration, a second or more: a worker that polls without a rest, or a run that may take no time, is meant by nobody. */
export function parseSpan(text: string): number {
  const ms = parseDuration(text);
  if (ms >= 1000) return ms;
  throw new InvalidArgumentError("It is at least one second.");
}

/** As parseDuration, with its unit: who means 30 days and types 30 must not lose what is older than half a minute. */
export function parseAge(text: string): number {
  const ms = parseDuration(text);
  if (!/^[\d.]+$/.test(text.trim()) || ms === 0) return ms;
  throw new InvalidArgumentError(`Write its unit, as in ${text.trim()}d: what is older is removed.`);
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
