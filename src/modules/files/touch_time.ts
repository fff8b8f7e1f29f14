// Times as the file module takes them: `preserve`, `now`, or a time on the host's wall in a strptime format.
import type { Status } from "./path_facts.ts";

/** What should become of one timestamp. */
export type TouchTime = { kind: "preserve" } | { kind: "now" } | { kind: "at"; wall: string };

/** A time that cannot be read; the message is Ansible's. */
export class BadTime extends Error {
  override name = "BadTime";
}

const FIELDS: Record<string, string> = {
  Y: "(?<Y>\\d{4})",
  m: "(?<m>\\d{1,2})",
  d: "(?<d>\\d{1,2})",
  H: "(?<H>\\d{1,2})",
  M: "(?<M>\\d{1,2})",
  S: "(?<S>\\d{1,2})",
  y: "(?<y>\\d{2})",
  "%": "%",
};

/** Reads a timestamp. `at` holds `YYYY-MM-DD HH:MM:SS`, on the host's clock on the wall. Throws BadTime. */
export function touchTime(given: string | undefined, format: string, otherwise: "preserve" | "now"): TouchTime {
  const text = given ?? otherwise;
  if (text === "preserve" || text === "now") return { kind: text };
  const bad = `Error while obtaining timestamp for time ${text} using format ${format}`;
  const shorthand = format.replaceAll("%T", "%H:%M:%S").replaceAll("%F", "%Y-%m-%d");
  const pattern = shorthand.replaceAll(/%(.)|[\\^$.*+?()[\]{}|]/g, (sign, letter?: string) => {
    if (letter === undefined) return `\\${sign}`;
    const field = FIELDS[letter];
    if (field === undefined) throw new BadTime(`${bad}: %${letter} is not supported here`);
    return field;
  });
  const groups = new RegExp(`^${pattern}$`).exec(text)?.groups;
  if (groups === undefined) throw new BadTime(`${bad}: time data '${text}' does not match format '${format}'`);
  const year = groups.Y ?? (groups.y === undefined ? "1900" : `${Number(groups.y) < 69 ? "20" : "19"}${groups.y}`);
  const two = (value: string | undefined, otherwise: string) => (value ?? otherwise).padStart(2, "0");
  const date = `${year}-${two(groups.m, "01")}-${two(groups.d, "01")}`;
  const wall = `${date} ${two(groups.H, "00")}:${two(groups.M, "00")}:${two(groups.S, "00")}`;
  if (Number.isNaN(Date.parse(`${wall.replace(" ", "T")}Z`))) throw new BadTime(`${bad}: no such time`);
  return { kind: "at", wall };
}

/** What must be done to a thing's timestamps: arguments of `touch`, one list a run; empty when they are right. */
export function touchArguments(atime: TouchTime, mtime: TouchTime, status: Status | undefined): string[][] {
  const runs: string[][] = [];
  if (atime.kind === "now" && mtime.kind === "now") return [["-c"]];
  if (!timeIsRight(atime, status?.accessed)) runs.push(["-c", "-a", ...stamp(atime)]);
  if (!timeIsRight(mtime, status?.modified)) runs.push(["-c", "-m", ...stamp(mtime)]);
  return runs;
}

function timeIsRight(time: TouchTime, wall: string | undefined): boolean {
  if (time.kind !== "at") return time.kind === "preserve";
  const [seconds = "", fraction = ""] = (wall ?? "").split(".");
  return seconds === time.wall && /^0*$/.test(fraction);
}

function stamp(time: TouchTime): string[] {
  if (time.kind !== "at") return [];
  const [, year, month, day, hour, minute, second] = /^(\d+)-(\d+)-(\d+) (\d+):(\d+):(\d+)$/.exec(time.wall) ?? [];
  return ["-t", `${year}${month}${day}${hour}${minute}.${second}`];
}
