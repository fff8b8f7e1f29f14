// Days of the calendar: what strftime writes and strptime reads share.

/** Names as Python's C locale has them. */
export const DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
export const MONTHS = [
  ...["January", "February", "March", "April", "May", "June", "July"],
  ...["August", "September", "October", "November", "December"],
];

/** A moment as a calendar and a clock on the wall show it. */
export interface Civil {
  year: number;
  /** From 1. */
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  microsecond: number;
  /** Minutes east of UTC; null where nobody said. */
  offset: number | null;
  /** Of the time zone; empty where nobody said. */
  zone: string;
}

/** Milliseconds since 1970 as the wall shows them (the offset is not taken off). */
export function wallMs({ year, month, day, hour, minute, second }: Civil): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, 0);
  return date.getTime();
}

/** The calendar at some milliseconds since 1970, in UTC. */
export function civilOf(ms: number, microsecond = 0): Civil {
  const date = new Date(ms);
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    microsecond,
    offset: null,
    zone: "",
  };
}

/** The calendar at some milliseconds since 1970 where the controller stands. */
export function localCivil(ms: number, microsecond = 0): Civil {
  const date = new Date(ms);
  const offset = -date.getTimezoneOffset();
  return { ...civilOf(ms + offset * 60_000, microsecond), offset, zone: zoneAt(date, offset) };
}

/** Languages whose countries call their own zones by letters; in all others these are hours from Greenwich. */
const LANGUAGES = ["en-US", "en-GB", "en-AU", "en-IN", "en-ZA", "en-NZ", "ja", "ko"];
/** What no language has letters for, as the database of time zones calls it. */
const OTHERS = new Map([
  ["China Standard Time", "CST"],
  ["Moscow Standard Time", "MSK"],
  ["Hong Kong Standard Time", "HKT"],
  ["Israel Standard Time", "IST"],
  ["Israel Daylight Time", "IDT"],
  ["Pakistan Standard Time", "PKT"],
  ["Philippine Standard Time", "PST"],
]);
const zones = new Map<string, string>();

/** The letters of the controller's time zone at a date; where there are none what stands in their place: `-03`. */
function zoneAt(date: Date, offset: number): string {
  const name = /\(([^)]*)\)/.exec(date.toString())?.[1] ?? "";
  const known = zones.get(name) ?? OTHERS.get(name) ?? lettersOf(date) ?? hours(offset);
  zones.set(name, known);
  return known;
}

function lettersOf(date: Date): string | undefined {
  for (const language of LANGUAGES) {
    const parts = new Intl.DateTimeFormat(language, { timeZoneName: "short" }).formatToParts(date);
    const letters = parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
    if (/^[A-Z]{3,5}$/.test(letters)) return letters;
  }
}

function hours(offset: number): string {
  const [whole, rest] = [Math.floor(Math.abs(offset) / 60), Math.abs(offset) % 60];
  const text = [whole, ...rest === 0 ? [] : [rest]].map((part) => String(part).padStart(2, "0")).join("");
  return (offset < 0 ? "-" : "+") + text;
}

/** Milliseconds since 1970 of what the wall shows where the controller stands. */
export function localMs({ year, month, day, hour, minute, second }: Civil): number {
  const date = new Date(year, month - 1, day, hour, minute, second);
  if (year < 100) date.setFullYear(year);
  return date.getTime();
}

/** 0 for Monday. */
export function weekday(civil: Civil): number {
  return (new Date(wallMs(civil)).getUTCDay() + 6) % 7;
}

/** From 1. */
export function dayOfYear(civil: Civil): number {
  return Math.floor((wallMs(civil) - wallMs({ ...civil, month: 1, day: 1 })) / 86_400_000) + 1;
}

/** Year and week by ISO 8601. */
export function isoWeek(civil: Civil): { year: number; week: number } {
  const thursday = civilOf(wallMs(civil) + (3 - weekday(civil)) * 86_400_000);
  return { year: thursday.year, week: Math.ceil(dayOfYear(thursday) / 7) };
}

/** Whether there is such a day and time. */
export function isReal(civil: Civil): boolean {
  const { year, month, day, hour, minute, second } = civil;
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59 || year < 1 || year > 9999) return false;
  return civilOf(wallMs(civil)).month === month && day >= 1;
}
