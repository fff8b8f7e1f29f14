// Dates as text: Python's strftime in the C locale.
import { checkText } from "../limits.ts";
import { type Civil, dayOfYear, DAYS, isoWeek, localMs, MONTHS, wallMs, weekday } from "./civil.ts";

const FIELDS: Record<string, (at: Civil) => string> = {
  a: (at) => DAYS[weekday(at)]?.slice(0, 3) ?? "",
  A: (at) => DAYS[weekday(at)] ?? "",
  b: (at) => MONTHS[at.month - 1]?.slice(0, 3) ?? "",
  B: (at) => MONTHS[at.month - 1] ?? "",
  c: (at) => strftime("%a %b %e %H:%M:%S %Y", at),
  C: ({ year }) => two(Math.floor(year / 100)),
  d: ({ day }) => two(day),
  D: (at) => strftime("%m/%d/%y", at),
  e: ({ day }) => blank(day),
  f: ({ microsecond }) => String(microsecond).padStart(6, "0"),
  F: (at) => strftime("%Y-%m-%d", at),
  g: (at) => two(isoWeek(at).year % 100),
  G: (at) => String(isoWeek(at).year),
  h: (at) => strftime("%b", at),
  H: ({ hour }) => two(hour),
  I: ({ hour }) => two(hour % 12 || 12),
  j: (at) => String(dayOfYear(at)).padStart(3, "0"),
  k: ({ hour }) => blank(hour),
  l: ({ hour }) => blank(hour % 12 || 12),
  m: ({ month }) => two(month),
  M: ({ minute }) => two(minute),
  n: () => "\n",
  p: ({ hour }) => hour < 12 ? "AM" : "PM",
  P: ({ hour }) => hour < 12 ? "am" : "pm",
  r: (at) => strftime("%I:%M:%S %p", at),
  R: (at) => strftime("%H:%M", at),
  s: (at) => String(Math.floor((at.offset === null ? localMs(at) : wallMs(at) - at.offset * 60_000) / 1000)),
  S: ({ second }) => two(second),
  t: () => "\t",
  T: (at) => strftime("%H:%M:%S", at),
  u: (at) => String(weekday(at) + 1),
  U: (at) => two(Math.floor((dayOfYear(at) + 6 - (weekday(at) + 1) % 7) / 7)),
  V: (at) => two(isoWeek(at).week),
  w: (at) => String((weekday(at) + 1) % 7),
  W: (at) => two(Math.floor((dayOfYear(at) + 6 - weekday(at)) / 7)),
  x: (at) => strftime("%m/%d/%y", at),
  X: (at) => strftime("%H:%M:%S", at),
  y: ({ year }) => two(year % 100),
  Y: ({ year }) => String(year),
  z: ({ offset }) => offset === null ? "" : offsetText(offset, ""),
  Z: ({ zone }) => zone,
  "%": () => "%",
};

/** A date by a format. What is no directive stays as it is. `%-d` and `%_d` leave zeros out or write blanks, as glibc does. */
export function strftime(format: string, at: Civil): string {
  checkText(format.length * 8);
  return format.replace(/%([-_0^]?)([^])/gu, (whole, flag: string, letter: string) => {
    const field = Object.hasOwn(FIELDS, letter) ? FIELDS[letter] : undefined;
    if (field === undefined) return whole;
    const text = field(at);
    if (flag === "-") return /^[ 0]\d/.test(text) ? text.replace(/^[ 0]+(?=\d)/, "") : text;
    if (flag === "_") return text.replace(/^0+(?=\d)/, (zeros) => " ".repeat(zeros.length));
    if (flag === "0") return text.replace(/^ +/, (blanks) => "0".repeat(blanks.length));
    return flag === "^" ? text.toUpperCase() : text;
  });
}

/** `+0130`, or `+01:30` with a colon. */
export function offsetText(offset: number, colon: string): string {
  const minutes = Math.abs(offset);
  return `${offset < 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${colon}${two(minutes % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, "0");
}

function blank(value: number): string {
  return String(value).padStart(2, " ");
}
