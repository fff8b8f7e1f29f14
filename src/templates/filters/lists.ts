// Filters on lists: ends, order, groups, pieces.
import { TemplateError } from "../../model/errors.ts";
import { attributeReader, ignoreCase } from "../attribute_path.ts";
import { asInt, items } from "../coerce.ts";
import { binary } from "../arithmetic.ts";
import { chargeRunning } from "../budget.ts";
import { equals, order, truthy, typeName } from "../compare.ts";
import { textLength } from "../characters.ts";
import { filter, type Filters } from "./definition.ts";
import { checkItems } from "../limits.ts";
import { Group } from "../member.ts";
import { found, type Operand, Undefined } from "../operand.ts";
import { Tuple } from "../value.ts";

const length = filter([], (value) => {
  if (typeof value === "string") return textLength(value);
  if (value instanceof Map) return value.size;
  if (Array.isArray(value)) return value.length;
  throw new TemplateError(`object of type '${typeName(value)}' has no len()`);
});

/** List filters by name. */
export const LISTS: Filters = {
  length,
  count: length,
  list: filter([], (value) => [...items(value)]),
  first: filter([], (value) => found(items(value)[0], () => none("No first item, sequence was empty."))),
  last: filter([], (value) => found(items(value).at(-1), () => none("No last item, sequence was empty."))),
  min: extreme(-1),
  max: extreme(1),
  sum: filter(["attribute=", "start="], (value, [attribute = null, start = 0], caller) => {
    const read = attributeReader(attribute);
    if (typeof start === "string") throw new TemplateError("sum() can't sum strings: use join");
    const all = [start, ...items(value).map(read)];
    if (all.every(isList)) {
      checkItems(all.reduce((count, list) => count + list.length, 0));
      return all.flat();
    }
    return all.reduce((total, item) => {
      // Each sum of tuples is a copy.
      if (Array.isArray(total)) caller.step(total.length / 16);
      return binary("+", total, item);
    });
  }),
  sort: filter(["reverse=", "case_sensitive=", "attribute="], (
    value,
    [reverse = false, caseSensitive = false, attribute = null],
  ) => {
    const paths: Operand[] = typeof attribute === "string" ? attribute.split(",") : [attribute];
    const readers = paths.map((path) => attributeReader(path));
    const key = (item: Operand): Operand[] =>
      readers.map((read) => truthy(caseSensitive) ? read(item) : ignoreCase(read(item)));
    return sorted(items(value), key, truthy(reverse));
  }),
  groupby: filter(["attribute", "default=", "case_sensitive="], (
    value,
    [attribute = null, fallback, caseSensitive = false],
  ) => {
    const read = attributeReader(attribute, fallback);
    const key = (item: Operand): Operand => truthy(caseSensitive) ? read(item) : ignoreCase(read(item));
    const groups: Group[] = [];
    let last: Operand | undefined;
    for (const item of sorted(items(value), key, false)) {
      const own = key(item);
      if (last === undefined || !equals(own, last)) groups.push(Group.of2(read(item), []));
      (groups.at(-1)?.[1] as Operand[]).push(item);
      last = own;
    }
    return groups;
  }),
  batch: filter(["linecount", "fill_with="], (value, [count = null, fill = null]) => {
    const size = positive(count, "batch(): linecount");
    checkItems(size);
    const all = items(value);
    const rows = Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
    const last = rows.at(-1);
    while (fill !== null && last !== undefined && last.length < size) last.push(fill);
    return rows;
  }),
  slice: filter(["slices", "fill_with="], (value, [count = null, fill = null]) => {
    const slices = positive(count, "slice(): slices");
    checkItems(slices);
    const all = items(value);
    const [size, extra] = [Math.floor(all.length / slices), all.length % slices];
    return Array.from({ length: slices }, (_, n) => {
      const start = n * size + Math.min(n, extra);
      const part = all.slice(start, start + size + (n < extra ? 1 : 0));
      return fill !== null && n >= extra ? [...part, fill] : part;
    });
  }),
  flatten: filter(["levels=", "skip_nulls="], (value, [levels = null, skipNulls = true]) => {
    return flattened(items(value), levels === null ? Infinity : asInt(levels, "flatten(): levels"), truthy(skipNulls));
  }),
  zip: filter(["*"], (value, [others = []]) => {
    const lists = [value, ...others as Operand[]].map(items);
    const shortest = Math.min(...lists.map((list) => list.length));
    return Array.from({ length: shortest }, (_, n) => Tuple.holding(lists.map((list) => list[n] as Operand)));
  }),
  zip_longest: filter(["*", "fillvalue="], (value, [others = [], fill = null]) => {
    const lists = [value, ...others as Operand[]].map(items);
    const longest = Math.max(...lists.map((list) => list.length));
    return Array.from({ length: longest }, (_, n) => Tuple.holding(lists.map((list) => found(list[n], () => fill))));
  }),
  product: filter(["*"], (value, [others = []]) => {
    let rows: Operand[][] = [[]];
    for (const list of [value, ...others as Operand[]].map(items)) {
      checkItems(rows.length * list.length);
      rows = rows.flatMap((row) => list.map((item) => [...row, item]));
    }
    return rows.map((row) => Tuple.holding(row));
  }),
};

/** A stable sort by key. */
function sorted(list: Operand[], key: (item: Operand) => Operand, reverse: boolean): Operand[] {
  const sign = reverse ? -1 : 1;
  return Array.from(list, (item) => ({ item, key: key(item) }))
    .sort((a, b) => sign * order(a.key, b.key))
    .map(({ item }) => item);
}

function extreme(sign: 1 | -1) {
  return filter(["case_sensitive=", "attribute="], (value, [caseSensitive = false, attribute = null]) => {
    const read = attributeReader(attribute);
    const key = (item: Operand): Operand => truthy(caseSensitive) ? read(item) : ignoreCase(read(item));
    const [first, ...rest] = items(value);
    if (first === undefined) return none("No aggregated item, sequence was empty.");
    return rest.reduce((best, item) => sign * order(key(item), key(best)) > 0 ? item : best, first);
  });
}

function isList(value: Operand): value is Operand[] {
  return Array.isArray(value) && !(value instanceof Tuple);
}

function flattened(list: Operand[], levels: number, skipNulls: boolean): Operand[] {
  const flat: Operand[] = [];
  chargeRunning(1 + list.length / 16);
  for (const item of list) {
    if (skipNulls && (item === null || item === "None" || item === "null")) continue;
    if (Array.isArray(item) && levels >= 1) {
      for (const inner of flattened(item, levels - 1, skipNulls)) flat.push(inner);
    } else flat.push(item);
  }
  checkItems(flat.length);
  return flat;
}

function positive(value: Operand, what: string): number {
  const number = asInt(value, what);
  if (number < 1) throw new TemplateError(`${what} must be at least 1`);
  return number;
}

function none(hint: string): Undefined {
  return new Undefined("", hint);
}
