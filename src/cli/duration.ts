// Lengths of time as people type them: 90s, 5m, 12h, 30d, 2w.
import { InvalidArgumentError } from "commander";
import { readSpan, SPAN_HOW } from "../words/span.ts";

/**
 * Milliseconds of `30d`, `12h`, `90s`, `5m`, `2w`, `250ms`, several of them (`1h30m`), or a bare number of seconds. Throws
 * InvalidArgumentError, which commander tells with the flag's name.
 */
export function parseDuration(text: string): number {
  const ms = readSpan(text);
  if (ms === undefined) throw new InvalidArgumentError(SPAN_HOW);
  return ms;
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
