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
    return permuted(all, size === null ? all.length : asInt(size, "permutations(): r"));
  }),
  combinations: filter(["r"], (value, [size = null]) => combined(items(value), asInt(size, "combinations(): r"))),
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
function permuted(all: Operand[], size: number): Operand[] {
  checkSize(all.length, size, 1);
  const found: Operand[] = [];
  const places: number[] = [];
  const extend = (): void => {
    if (places.length === size) return void found.push(Tuple.holding(places.map((n) => all[n] as Operand)));
    for (let n = 0; n < all.length; n++) {
      if (places.includes(n)) continue;
      places.push(n);
      extend();
      places.pop();
    }
  };
  if (size <= all.length) extend();
  return found;
}

function combined(all: Operand[], size: number): Operand[] {
  checkSize(all.length, size, 2);
  const found: Operand[] = [];
  const places = Array.from({ length: Math.min(size, all.length) }, (_, n) => n);
  if (size > all.length) return found;
  while (true) {
    found.push(Tuple.holding(places.map((n) => all[n] as Operand)));
    let last = size - 1;
    while (last >= 0 && places[last] === all.length - size + last) last--;
    if (last < 0) return found;
    const moved = (places[last] ?? 0) + 1;
    for (let n = last; n < size; n++) places[n] = moved + n - last;
  }
}

// How many there will be, counted before they are made; of combinations the smaller side decides.
function checkSize(length: number, size: number, kind: 1 | 2): void {
  if (size < 0) throw new TemplateError("r must be non-negative");
  if (size > length) return;
  const factors = kind === 1 ? size : Math.min(size, length - size);
  let count = 1;
  for (let n = 0; n < factors; n++) {
    count = count * (length - n) / (kind === 1 ? 1 : n + 1);
    checkItems(count * Math.max(1, size));
  }
  checkItems(count * Math.max(1, size));
}
