// JSON in text columns, written by us or by the original.
import type { Json, JsonObject } from "../model/json.ts";

/** Null for undefined, so that a missing value is SQL's NULL and JSON's null is the text `null`. */
export function toColumn(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** A column of our own. Null for NULL. */
export function fromColumn<T>(text: string | null): T | null {
  return text === null ? null : JSON.parse(text) as T;
}

/** A column that anybody may have written: what does not parse comes back as the text it is. */
export function readColumn(text: string | null): Json {
  if (text === null) return null;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

/** The same for a column that must hold a list of strings. */
export function readStrings(text: string | null): string[] {
  const value = readColumn(text);
  return Array.isArray(value) ? value.map((entry) => typeof entry === "string" ? entry : JSON.stringify(entry)) : [];
}

/** A row as a JSON object, with the columns named in `json` parsed. */
export function rowObject(row: object, json: string[]): JsonObject {
  const parsed = (name: string, value: unknown) => json.includes(name) ? readColumn(value as string | null) : value;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, parsed(name, value) as Json]));
}
