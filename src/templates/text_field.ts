// What `{0[key]}` and `{0.name}` in str.format may reach: keys and positions, no methods.
import { TemplateError } from "../model/errors.ts";
import { entry } from "./compare.ts";
import type { Operand } from "./operand.ts";
import { pyRepr } from "./python_text.ts";

/** A part of a value by key or position. Throws TemplateError where there is none. */
export function item(value: Operand, key: string | number): Operand {
  const found = value instanceof Map
    ? entry(value, key)
    : Array.isArray(value) && typeof key === "number"
    ? value[key]
    : undefined;
  if (found === undefined) throw new TemplateError(`Cannot format: there is no ${pyRepr(key)} in the value`);
  return found;
}
