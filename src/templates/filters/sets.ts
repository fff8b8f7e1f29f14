// Filters that take lists as sets; order is that of the first occurrence.
import { TemplateError } from "../../model/errors.ts";
import { attributeReader, ignoreCase } from "../attribute_path.ts";
import { items } from "../coerce.ts";
import { equals, hashKey, truthy, typeName } from "../compare.ts";
import { filter, type Filters } from "./definition.ts";
import type { Operand } from "../operand.ts";

/** Set filters by name. */
export const SETS: Filters = {
  unique: filter(["case_sensitive=", "attribute="], (value, [caseSensitive = false, attribute = null]) => {
    const read = attributeReader(attribute);
    const seen = new Seen();
    return items(value).filter((item) => seen.add(truthy(caseSensitive) ? read(item) : ignoreCase(read(item))));
  }),
  union: filter(["b"], (a, [b = null]) => distinct([...list(a), ...list(b)])),
  intersect: filter(["b"], (a, [b = null]) => {
    const other = new Seen(list(b));
    return distinct(list(a).filter((item) => other.has(item)));
  }),
  difference: filter(["b"], (a, [b = null]) => {
    const other = new Seen(list(b));
    return distinct(list(a).filter((item) => !other.has(item)));
  }),
  symmetric_difference: filter(["b"], (a, [b = null]) => {
    const [left, right] = [new Seen(list(a)), new Seen(list(b))];
    return distinct([...list(a), ...list(b)]).filter((item) => !(left.has(item) && right.has(item)));
  }),
};

/** Values seen, compared as Python compares them: scalars by hash, lists and dictionaries one by one. */
export class Seen {
  #scalars = new Set<string>();
  #others: Operand[] = [];

  constructor(values: Operand[] = []) {
    for (const value of values) this.add(value);
  }

  has(value: Operand): boolean {
    const key = hashKey(value);
    return key === undefined ? this.#others.some((other) => equals(other, value)) : this.#scalars.has(key);
  }

  /** Whether it was new. */
  add(value: Operand): boolean {
    if (this.has(value)) return false;
    const key = hashKey(value);
    if (key === undefined) this.#others.push(value);
    else this.#scalars.add(key);
    return true;
  }
}

// Python makes sets of texts, whose order nobody can rely on; those are refused.
function list(value: Operand): Operand[] {
  if (Array.isArray(value)) return value;
  throw new TemplateError(`Expected a list, not '${typeName(value)}'`);
}

function distinct(list: Operand[]): Operand[] {
  const seen = new Seen();
  return list.filter((item) => seen.add(item));
}
