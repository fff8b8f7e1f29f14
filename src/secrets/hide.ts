// Whole values without secrets: every text in them, and the names of their keys.
import type { Redactor } from "./redactor.ts";

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
  const shown = Object.entries(value).map(([name, each]) => {
    const entry = [redactor.redact(name), hidden(each, redactor)] as const;
    changed ||= entry[0] !== name || entry[1] !== each;
    return entry;
  });
  return changed ? Object.fromEntries(shown) : value;
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
