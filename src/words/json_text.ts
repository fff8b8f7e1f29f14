// A value of the record as text.
import type { Json } from "../model/json.ts";

/** A text as it is, anything else as JSON. */
export function jsonText(value: Json): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
