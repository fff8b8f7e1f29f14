// JSON in text columns, written by us or by the original.
import { InputError } from "../model/errors.ts";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { StopRequest } from "../model/loop.ts";

/** Null for undefined, so that a missing value is SQL's NULL and JSON's null is the text `null`. */
export function toColumn(value: unknown): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/**
 * A column of our own. Null for NULL. Throws InputError for what somebody else has put there, which stops whoever reads this
 * row and nobody else. What it says is not repeated: it may be anything.
 */
export function fromColumn<T>(text: string | null): T | null {
  if (text === null) return null;
  try {
    return JSON.parse(text) as T;
  } catch {
    throw new InputError(
      `The record is damaged: a column that has to hold JSON holds ${text.length} characters of something else; \`verify\` says where`,
    );
  }
}

/** What a human asked of a loop; null for what cannot be read: whoever claims the loop says so. */
export function requestOf(text: string | null): StopRequest | null {
  return readObject(text) as StopRequest | null;
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

/** The same for a column that must hold an object; null for anything else. */
export function readObject(text: string | null): JsonObject | null {
  const value = readColumn(text);
  return isObject(value) ? value : null;
}

/** A row as a JSON object, with the columns named in `json` parsed. */
export function rowObject(row: object, json: string[]): JsonObject {
  const parsed = (name: string, value: unknown) => json.includes(name) ? readColumn(value as string | null) : value;
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, parsed(name, value) as Json]));
}
