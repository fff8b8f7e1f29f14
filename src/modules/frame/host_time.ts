// Times that a host tells in seconds since 1970, as people read them.

/** The furthest second that a date can be. */
const FURTHEST = 8_640_000_000_000;

/** ISO 8601 without a fraction: `2026-11-23T20:00:00Z`; undefined for what no date can be, since a host may tell any number. */
export function isoSecond(seconds: number): string | undefined {
  return Math.abs(seconds) <= FURTHEST ? new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z") : undefined;
}
