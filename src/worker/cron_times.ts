// The times of a cron line.
import { Cron } from "croner";

/** Lines that are parsed once: a parse takes 0.1 ms. */
const KEPT = 1000;
const kept = new Map<string, Cron>();

/**
 * The first time after `after` (both in ms since 1970) that a line of crontab(5) names in a time zone; null when there is none, ever.
 * Where the clock is put forward, what was meant for the hour that is left out happens at its end; where it is put back, what was meant for a time
 * of the hour that comes twice happens at the first, and what comes every so many minutes goes on doing so. Throws Error with croner's words.
 */
export function nextCronTime(
  line: string,
  { tz = "UTC", after }: { tz?: string | undefined; after: number },
): number | null {
  const key = `${tz} ${line}`;
  return (kept.get(key) ?? parsed(key, line, tz)).nextRun(new Date(after))?.getTime() ?? null;
}

function parsed(key: string, line: string, tz: string): Cron {
  const cron = new Cron(line, { timezone: tz, mode: "5-part", paused: true });
  if (kept.size >= KEPT) kept.clear();
  kept.set(key, cron);
  return cron;
}
