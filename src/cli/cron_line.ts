// Cron lines as they are typed: checked, and when they come next.
import { closest, distance } from "fastest-levenshtein";
import type { Wiring } from "./context.ts";
import { counted } from "../words/counted.ts";
import { Refusal } from "./refusal.ts";

/** A line, and the time zone it is meant in (UTC without one). */
export interface CronLine {
  cron: string;
  tz: string | undefined;
}

/** The first time of a line after another, as the worker reckons it; both in ms since 1970. Null where it never comes. Throws croner's error. */
type NextCronTime = Wiring["nextCronTime"];

/** Its next times after `from`, at most `count` of them, as milliseconds since 1970. */
export async function nextTimes(
  { cron, tz }: CronLine,
  { from, count }: { from: number; count: number },
  next: NextCronTime,
): Promise<number[]> {
  const times: number[] = [];
  while (times.length < count) {
    const time = await next(cron, { tz, after: times.at(-1) ?? from });
    if (time === null) break;
    times.push(time);
  }
  return times;
}

/** Its first time after `now`. Throws Refusal for a line that is wrong, or whose time never comes (30 February): no run would tell. */
export async function firstTime({ cron, tz }: CronLine, now: number, next: NextCronTime): Promise<number> {
  if (tz !== undefined && !isTimeZone(tz)) throw noTimeZone(tz);
  const hint = 'A cron line is minute, hour, day, month and weekday: --cron "0 3 * * *" is 3 o\'clock every day';
  const first = await timeOf({ cron, tz }, { now, hint }, next);
  if (first === null) throw new Refusal(`--cron ${JSON.stringify(cron)} never comes`, { hint });
  return first;
}

async function timeOf(
  { cron, tz }: CronLine,
  { now, hint }: { now: number; hint: string },
  next: NextCronTime,
): Promise<number | null> {
  try {
    return await next(cron, { tz, after: now });
  } catch (error) {
    const fields = cron.trim().split(/\s+/).length;
    const why = fields === 5 || cron.trim().startsWith("@")
      ? sentence(error)
      : `it has ${counted(fields, "field")}, not five`;
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
