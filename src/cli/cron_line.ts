// Cron lines as they are typed: checked, and when they come next.
import { Cron } from "croner";
import { closest, distance } from "fastest-levenshtein";
import { Refusal } from "./refusal.ts";

/** A line, and the time zone it is meant in (UTC without one). */
export interface CronLine {
  cron: string;
  tz: string | undefined;
}

/** Its next times after `from`, at most `count` of them, as milliseconds since 1970. */
export function nextTimes({ cron, tz }: CronLine, from: number, count: number): number[] {
  const line = new Cron(cron, { timezone: tz ?? "UTC", mode: "5-part", paused: true });
  return line.nextRuns(count, new Date(from)).map((time) => time.getTime());
}

/** Its first time after `now`. Throws Refusal for a line that is wrong, or whose time never comes (30 February): no run would tell. */
export function firstTime({ cron, tz }: CronLine, now: number): number {
  if (tz !== undefined && !isTimeZone(tz)) throw noTimeZone(tz);
  const hint = 'A cron line is minute, hour, day, month and weekday: --cron "0 3 * * *" is 3 o\'clock every day';
  const [first] = timesOf({ cron, tz }, now, hint);
  if (first === undefined) throw new Refusal(`--cron ${JSON.stringify(cron)} never comes`, { hint });
  return first;
}

function timesOf(line: CronLine, now: number, hint: string): number[] {
  try {
    return nextTimes(line, now, 1);
  } catch (error) {
    const { cron } = line;
    const fields = cron.trim().split(/\s+/).length;
    const why = fields === 5 || cron.trim().startsWith("@")
      ? sentence(error)
      : `it has ${fields} field${fields === 1 ? "" : "s"}, not five`;
    throw new Refusal(`--cron ${JSON.stringify(cron)} cannot be read: ${why}`, { hint });
  }
}

function noTimeZone(tz: string): Refusal {
  const near = closest(tz, Intl.supportedValuesOf("timeZone"));
  return new Refusal(`There is no time zone ${JSON.stringify(tz)}`, {
    hint: distance(tz, near) <= 3 ? `Did you mean ${near}?` : "Write one as in Europe/Paris, or UTC",
  });
}

function isTimeZone(tz: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: tz }) !== undefined;
  } catch {
    return false;
  }
}

/** croner's own sentence, without the name of its class. */
function sentence(error: unknown): string {
  const why = (error instanceof Error ? error.message : String(error)).replace(/^Cron\w+: /, "").replace(/\.$/, "");
  return why.charAt(0).toLowerCase() + why.slice(1);
}
