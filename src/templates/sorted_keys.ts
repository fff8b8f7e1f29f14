// Values that are the same read alike as JSON, in whatever order their keys were written.
import type { Json } from "../model/json.ts";

/** The value with the keys of every object in order. */
export function sortedKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortedKeys);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).toSorted(([a], [b]) => a < b ? -1 : 1);
  return Object.fromEntries(entries.map(([key, each]) => [key, sortedKeys(each)]));
}

/** Whether two values say the same, whatever the order of their keys. */
export function isSameJson(one: Json, other: Json): boolean {
  return JSON.stringify(sortedKeys(one)) === JSON.stringify(sortedKeys(other));
}
