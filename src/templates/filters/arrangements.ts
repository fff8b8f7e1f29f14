// Filters that pick and order: permutations, combinations, rekey_on_member.
import { TemplateError } from "../../model/errors.ts";
import { asInt, asText, items } from "../coerce.ts";
import { entry, setEntry, typeName } from "../compare.ts";
import { checkItems } from "../limits.ts";
import type { Mapping, Operand } from "../operand.ts";
import { pyStr } from "../python_text.ts";
import { Tuple } from "../value.ts";
import { filter, type Filters } from "./definition.ts";

/** Arranging filters by name. */
export const ARRANGEMENTS: Filters = {
  permutations: filter(["r="], (value, [size = null]) => {
    const all = items(value);
    return picked(all, size === null ? all.length : asInt(size, "permutations(): r"), true);
  }),
  combinations: filter(["r"], (value, [size = null]) => picked(items(value), asInt(size, "combinations(): r"), false)),
  rekey_on_member: filter(["key", "duplicates="], (value, [key = null, duplicates = "error"]) => {
    const policy = asText(duplicates, "rekey_on_member(): duplicates");
    if (policy !== "error" && policy !== "overwrite") {
      throw new TemplateError(`duplicates parameter to rekey_on_member has unknown value: ${policy}`);
    }
    if (typeof value === "string" || !(Array.isArray(value) || value instanceof Map)) {
      throw new TemplateError("Type is not a valid list, set, or dict");
    }
    const made: Mapping = new Map();
    for (const one of value instanceof Map ? value.values() : value) {
      if (!(one instanceof Map)) throw new TemplateError(`List item is not a valid dict, but '${typeName(one)}'`);
      const own = entry(one, key);
      if (own === undefined) throw new TemplateError(`Key ${pyStr(key)} was not found`);
      if (policy === "error" && entry(made, own) !== undefined) {
        throw new TemplateError(`Key ${pyStr(own)} is not unique, cannot correctly turn into dict`);
      }
      setEntry(made, own, one);
    }
    return made;
  }),
};

// In the order of their places in the list, as itertools gives them.
function picked(all: Operand[], size: number, ordered: boolean): Operand[] {
  if (size < 0) throw new TemplateError("r must be non-negative");
  const found: Operand[] = [];
  if (size > all.length) return found;
  const places: number[] = [];
  const extend = (from: number): void => {
    if (places.length === size) {
      checkItems((found.length + 1) * Math.max(1, size));
      found.push(Tuple.holding(places.map((n) => all[n] as Operand)));
      return;
    }
    for (let n = from; n < all.length; n++) {
      if (ordered && places.includes(n)) continue;
      if (!ordered && all.length - n < size - places.length) return;
      places.push(n);
      extend(ordered ? 0 : n + 1);
      places.pop();
    }
  };
  extend(0);
  return found;
}
