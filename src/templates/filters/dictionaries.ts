// Filters on dictionaries.
import { TemplateError } from "../../model/errors.ts";
import { ignoreCase } from "../attribute_path.ts";
import { chargeRunning } from "../budget.ts";
import { asDict, asText, items } from "../coerce.ts";
import { entry, equals, order, setEntry, truthy, typeName } from "../compare.ts";
import { filter, type Filters, rawFilter } from "./definition.ts";
import { item } from "../member.ts";
import { pairs } from "../methods/dict.ts";
import { type Mapping, type Operand, Undefined } from "../operand.ts";
import { pyStr } from "../python_text.ts";
import { settled, Tuple } from "../value.ts";

/** Dictionary filters by name. */
export const DICTIONARIES: Filters = {
  items: filter([], (value) => value instanceof Undefined ? [] : pairs(asDict(value, "items(): the value")), {
    lenient: true,
  }),
  dictsort: filter(
    ["case_sensitive=", "by=", "reverse="],
    (value, [caseSensitive = false, by = "key", reverse = false]) => {
      if (by !== "key" && by !== "value") throw new TemplateError('You can only sort by either "key" or "value"');
      const key = (pair: Tuple): Operand => {
        const part = pair[by === "key" ? 0 : 1] as Operand;
        return truthy(caseSensitive) ? part : ignoreCase(part);
      };
      const sign = truthy(reverse) ? -1 : 1;
      return pairs(asDict(value, "dictsort(): the value")).sort((a, b) => sign * order(key(a), key(b)));
    },
  ),
  dict2items: filter(["key_name=", "value_name="], (value, [keyName = "key", valueName = "value"]) => {
    if (!(value instanceof Map)) {
      throw new TemplateError(`dict2items requires a dictionary, got ${typeName(value)} instead.`);
    }
    return [...value].map(([key, part]) => new Map<Operand, Operand>([[keyName, key], [valueName, part]]));
  }),
  items2dict: filter(["key_name=", "value_name="], (value, [keyName = "key", valueName = "value"]) => {
    if (!Array.isArray(value)) throw new TemplateError(`items2dict requires a list, got ${typeName(value)} instead.`);
    const made: Mapping = new Map();
    for (const one of value) {
      const [key, part] = one instanceof Map ? [entry(one, keyName), entry(one, valueName)] : [];
      if (key === undefined || part === undefined) {
        const wanted = `'${pyStr(keyName)}' and '${pyStr(valueName)}'`;
        throw new TemplateError(`items2dict requires each dictionary in the list to contain the keys ${wanted}`);
      }
      setEntry(made, key, part);
    }
    return made;
  }),
  combine: rawFilter((value, { positional, named }) => {
    const { recursive = false, list_merge: merge = "replace", ...rest } = Object.fromEntries(named);
    const unknown = Object.keys(rest)[0];
    if (unknown !== undefined) {
      throw new TemplateError(`combine() has no argument '${unknown}': expected recursive, list_merge`);
    }
    const how = asText(merge, "combine(): list_merge");
    if (!MERGES.has(how)) {
      throw new TemplateError(`combine(): list_merge must be one of ${[...MERGES.keys()].join(", ")}`);
    }
    const all = [value, ...positional].flatMap((one) => Array.isArray(one) ? one : [one])
      .filter((one) => one !== null);
    all.forEach(settled);
    const [first = new Map(), ...more] = all.map((one) => asDict(one, "combine(): each value"));
    return more.reduce((merged, one) => merge2(merged, one, { recursive: truthy(recursive), how }), first);
  }),
  extract: filter(["container", "morekeys="], (value, [container = null, more = null]) => {
    const keys = [value, ...(Array.isArray(more) ? more : more === null ? [] : [more])];
    return keys.reduce((found, key) => item(found, key), container);
  }),
  subelements: filter(["subelements", "skip_missing="], (value, [path = null, skip = false]) => {
    const elements = value instanceof Map ? [...value.values()] : items(value);
    const keys = typeof path === "string" ? path.split(".") : items(path);
    return elements.flatMap((element) => {
      let found: Operand = element;
      for (const key of keys) {
        const part = entry(asDict(found, "subelements(): each element"), key);
        if (part === undefined && truthy(skip)) return [];
        if (part === undefined) throw new TemplateError(`could not find '${pyStr(key)}' key in iterated item`);
        found = part;
      }
      if (!Array.isArray(found)) {
        throw new TemplateError(`the key ${pyStr(keys.at(-1) ?? null)} should point to a list`);
      }
      return found.map((part) => Tuple.holding([element, part]));
    });
  }),
};

function without(list: Operand[], other: Operand[]): Operand[] {
  return list.filter((one) => !other.some((taken) => equals(one, taken)));
}

const MERGES = new Map<string, (old: Operand[], fresh: Operand[]) => Operand[]>([
  ["replace", (_, fresh) => fresh],
  ["keep", (old) => old],
  ["append", (old, fresh) => [...old, ...fresh]],
  ["prepend", (old, fresh) => [...fresh, ...old]],
  ["append_rp", (old, fresh) => [...without(old, fresh), ...fresh]],
  ["prepend_rp", (old, fresh) => [...fresh, ...without(old, fresh)]],
]);

// Ansible merges the last two first, which gives the same order of keys as from the left.
function merge2(old: Mapping, fresh: Mapping, terms: { recursive: boolean; how: string }): Mapping {
  const merged = new Map(old);
  chargeRunning(4 + merged.size / 16);
  for (const [key, value] of fresh) {
    const before = entry(merged, key);
    if (terms.recursive && before instanceof Map && value instanceof Map) {
      setEntry(merged, key, merge2(before, value, terms));
    } else if (Array.isArray(before) && Array.isArray(value)) {
      setEntry(merged, key, MERGES.get(terms.how)?.(before, value) ?? value);
    } else setEntry(merged, key, value);
  }
  return merged;
}
