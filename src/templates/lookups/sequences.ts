// Lookups that turn lists and dictionaries into lists to loop over.
import { TemplateError } from "../../model/errors.ts";
import { chargeRunning } from "../budget.ts";
import { items } from "../coerce.ts";
import { entry, typeName } from "../compare.ts";
import { checkItems } from "../limits.ts";
import type { Mapping, Operand } from "../operand.ts";
import { pyStr } from "../python_text.ts";
import { strip } from "../characters.ts";
import { Tuple } from "../value.ts";
import { lookup, type Lookups, yes } from "./definition.ts";

/** List lookups by name. */
export const SEQUENCES: Lookups = {
  items: lookup([], flatOnce),
  list: lookup([], (terms) => terms),
  dict: lookup([], (terms) =>
    terms.flatMap((term) => {
      if (!(term instanceof Map)) throw new TemplateError(`with_dict expects a dict, not '${typeName(term)}'`);
      return [...term].map(([key, value]) => new Map<Operand, Operand>([["key", key], ["value", value]]));
    })),
  indexed_items: lookup([], (terms) => flatOnce(terms).map((item, n) => Tuple.holding<Operand>([n, item]))),
  nested: lookup([], (terms) => {
    const lists = terms.map(listed);
    const [first, ...rest] = lists;
    if (first === undefined) throw new TemplateError("with_nested requires at least one element in the nested list");
    const rows = rest.reduce<Operand[]>((all, list) => {
      checkItems(all.length * list.length);
      return all.flatMap((row) => list.map((item) => flatOnce([row, item])));
    }, first);
    return rows.map((row) => flatOnce(items(row)));
  }),
  cartesian: lookup([], (terms) => {
    if (terms.length === 0) throw new TemplateError("with_cartesian requires at least one element in each list");
    const rows = terms.map(listed).reduce<Operand[][]>((all, list) => {
      checkItems(all.length * list.length);
      return all.flatMap((row) => list.map((item) => [...row, item]));
    }, [[]]);
    return rows.map(flatOnce);
  }),
  together: lookup([], (terms) => {
    const lists = terms.map(listed);
    if (lists.length === 0) throw new TemplateError("with_together requires at least one element in each list");
    const longest = lists.reduce((most, { length }) => Math.max(most, length), 0);
    return Array.from({ length: longest }, (_, n) => flatOnce(lists.map((list) => list[n] ?? null)));
  }),
  flattened: lookup([], flat),
  subelements: lookup([], (terms) => {
    const [source, path, flags = new Map()] = terms;
    if (terms.length < 2 || terms.length > 3) {
      throw new TemplateError("subelements lookup expects a list of two or three items");
    }
    if (!(Array.isArray(source) || source instanceof Map) || typeof path !== "string") {
      throw new TemplateError(
        "subelements lookup expects first a dict or a list, second a string pointing to the subkey",
      );
    }
    if (!(flags instanceof Map) || [...flags.keys()].some((key) => key !== "skip_missing")) {
      throw new TemplateError("subelements lookup expects as third item a dict whose only key is skip_missing");
    }
    if (source instanceof Map && isSkipped(source)) return [];
    const skipMissing = yes(entry(flags, "skip_missing"));
    return (source instanceof Map ? [...source.values()] : source)
      .flatMap((element) => subelements(element, path.split("."), skipMissing));
  }),
};

/** Items of lists among the terms take their list's place, one level deep. */
function flatOnce(terms: Operand[]): Operand[] {
  return terms.flatMap((term) => Array.isArray(term) ? Array.from(term) : [term]);
}

function flat(terms: Operand[]): Operand[] {
  const found: Operand[] = [];
  for (const one of terms) {
    let term = one;
    // A list may be its own only item.
    for (; Array.isArray(term) && term.length === 1; term = term[0] as Operand) chargeRunning(1);
    chargeRunning(1);
    if (term === "None" || term === "null") break;
    if (Array.isArray(term)) { for (const item of flat(term)) found.push(item); }
    else found.push(term);
    checkItems(found.length);
  }
  return found;
}

// What Ansible makes of one term that should be a list: text and numbers stand for themselves.
function listed(term: Operand): Operand[] {
  if (typeof term === "string") return [strip(term)];
  return Array.isArray(term) || term instanceof Map ? items(term) : [term];
}

function subelements(element: Operand, path: string[], skipMissing: boolean): Operand[] {
  if (!(element instanceof Map)) {
    throw new TemplateError(`subelements lookup expects a dictionary, got '${pyStr(element)}'`);
  }
  if (isSkipped(element)) return [];
  const outer: Mapping = new Map(element);
  let place = outer;
  for (const [n, key] of path.entries()) {
    const part = entry(place, key);
    if (part === undefined) {
      if (skipMissing) continue;
      throw new TemplateError(`could not find '${key}' key in iterated item '${pyStr(element)}'`);
    }
    if (n === path.length - 1) {
      if (!Array.isArray(part)) throw new TemplateError(`the key ${key} should point to a list, got '${pyStr(part)}'`);
      place.delete(key);
      return part.map((inner) => Tuple.holding<Operand>([outer, inner]));
    }
    if (part instanceof Map) {
      const copy: Mapping = new Map(part);
      place.set(key, copy);
      place = copy;
    } else if (!skipMissing) {
      throw new TemplateError(`the key ${key} should point to a dictionary, got '${pyStr(part)}'`);
    }
  }
  return [];
}

function isSkipped(result: Mapping): boolean {
  const skipped = entry(result, "skipped");
  return skipped !== undefined && skipped !== false;
}
