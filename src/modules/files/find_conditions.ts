// The conditions of find: names, types, ages and sizes, as Ansible's find compares them.
import { fnmatch } from "../../templates/glob_match.ts";
import { matcher } from "../text/expressions.ts";
import type { Entry } from "./find_listing.ts";
import { kindOf } from "./path_facts.ts";

/** What an entry must be. */
export interface Conditions {
  /** The host's clock, seconds since 1970. */
  now: number;
  patterns: string[];
  excludes: string[];
  useRegex: boolean;
  type: string;
  hidden: boolean;
  /** Which time `age` is counted from: atime, ctime or mtime. */
  stamp: string;
  depth: number | undefined;
  /** Seconds, bytes: at least so many, or at most as many where negative. */
  age?: number;
  size?: number;
}

const UNITS = {
  age: { s: 1, m: 60, h: 3600, d: 86400, w: 604800 },
  size: { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 },
};

/** Seconds of `2d`, bytes of `10m`; undefined for what is neither. */
export function amount(text: string, kind: "age" | "size"): number | undefined {
  const [, number = "", unit = ""] = /^(-?\d+)([a-z]?)$/.exec(text.toLowerCase()) ?? [];
  const factor = unit === "" ? 1 : new Map(Object.entries(UNITS[kind])).get(unit);
  return number === "" || factor === undefined ? undefined : Number(number) * factor;
}

/** Whether an entry fits. Only files have a size; contents are another question. */
export function fits(entry: Entry, wanted: Conditions): boolean {
  const { status, path, depth } = entry;
  const name = path.slice(path.lastIndexOf("/") + 1);
  const type = kindOf(status);
  if (wanted.type !== "any" && wanted.type !== type) return false;
  if (wanted.depth !== undefined && depth > wanted.depth) return false;
  if (name.startsWith(".") && !wanted.hidden) return false;
  const stamp = wanted.stamp === "atime" ? status.atime : wanted.stamp === "ctime" ? status.ctime : status.mtime;
  return named(name, wanted) && within(wanted.now - stamp, wanted.age) &&
    (type !== "file" || within(status.size, wanted.size));
}

function within(value: number, limit: number | undefined): boolean {
  if (limit === undefined) return true;
  return limit < 0 || Object.is(limit, -0) ? value <= -limit : value >= limit;
}

function named(name: string, { patterns, excludes, useRegex }: Conditions): boolean {
  const matches = (pattern: string) => useRegex ? matcher(pattern)(name) : fnmatch(name, pattern);
  return (patterns.length === 0 || patterns.some(matches)) && !excludes.some(matches);
}
