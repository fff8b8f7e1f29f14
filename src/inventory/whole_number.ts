// Python's int() of a value, as Ansible takes ports and priorities.
import { Float, type Value } from "../model/value.ts";
import { parseInteger } from "../templates/number_text.ts";

/** The whole number that a value is, or says; undefined for any other. */
export function wholeNumber(value: Value): number | undefined {
  if (typeof value === "boolean") return Number(value);
  const number = value instanceof Float ? value.value : typeof value === "string" ? parseInteger(value) : value;
  if (typeof number === "bigint") return Number(number);
  return typeof number === "number" && Number.isFinite(number) ? Math.trunc(number) : undefined;
}
