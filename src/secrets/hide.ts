// Whole values without secrets: every text in them, and the names of their keys.
import { MARKER, type Redactor } from "./redactor.ts";

/** Names that results have by themselves: whoever reads them must find them, even where somebody's password is such a word. */
const OUR_OWN = new Set(
  [
    "changed",
    "failed",
    "skipped",
    "unreachable",
    "censored",
    "stdout",
    "stderr",
    "stdout_lines",
    "stderr_lines",
    "ansible_facts",
  ],
);

/** The same value with every text redacted; the very same object where nothing in it is secret. Only plain objects and lists are looked into. */
export function hide<T>(value: T, redactor: Redactor): T {
  return redactor.idle ? value : hidden(value, redactor) as T;
}

function hidden(value: unknown, redactor: Redactor): unknown {
  if (typeof value === "string") return redactor.redact(value);
  if (typeof value === "number") return redactor.numeric ? number(value, redactor) : value;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return list(value, redactor);
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  let changed = false;
  const shown = Object.entries(withoutOld(value, redactor)).map(([name, each]) => {
    const entry = [OUR_OWN.has(name) ? name : redactor.redact(name), hidden(each, redactor)] as const;
    changed ||= entry[0] !== name || entry[1] !== Reflect.get(value, name);
    return entry;
  });
  return changed ? Object.fromEntries(shown) : value;
}

/**
 * A diff whose new text has a secret in it: the lines that it replaces have its predecessor, which nobody has told us. They are hidden, too; what stays
 * the same is shown.
 */
function withoutOld(value: object, redactor: Redactor): object {
  const { before, after } = value as { before?: unknown; after?: unknown };
  if (typeof before !== "string" || typeof after !== "string" || !redactor.isIn(after)) return value;
  const staying = new Set(after.split("\n"));
  const lines = before.split("\n").map((line) => staying.has(line) || line.trim() === "" ? line : MARKER);
  return { ...value, before: lines.join("\n") };
}

function number(value: number, redactor: Redactor): unknown {
  const text = String(value);
  const shown = redactor.redact(text);
  return shown === text ? value : shown;
}

function list(value: unknown[], redactor: Redactor): unknown[] {
  if (areLines(value)) {
    const text = value.join("\n");
    const shown = redactor.redact(text);
    return shown === text ? value : shown.split("\n");
  }
  const shown = value.map((each) => hidden(each, redactor));
  return shown.every((each, index) => each === value[index]) ? value : shown;
}

/** Perhaps those of one text: what is secret in it may reach over several of them, or over the place where something was left out. */
function areLines(value: unknown[]): value is string[] {
  return value.length > 1 && value.every((each) => typeof each === "string" && !each.includes("\n"));
}
