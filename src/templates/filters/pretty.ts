// The filter `pprint`: values broken into lines as Python's pprint does.
import { chargeRunning } from "../budget.ts";
import { lines, textLength } from "../characters.ts";
import { order, typeName } from "../compare.ts";
import { joined } from "../limits.ts";
import type { Operand } from "../operand.ts";
import { pyRepr } from "../python_text.ts";
import { Tuple } from "../value.ts";
import { filter, type Filters } from "./definition.ts";

const WIDTH = 80;

/** `pprint`, by name. */
export const PRETTY: Filters = {
  pprint: filter([], (value) => joined(pretty(sorted(value), { indent: 0, allowance: 0, level: 1 }))),
};

/** Where a value begins, and how many characters follow it on its last line. */
interface Place {
  indent: number;
  allowance: number;
  level: number;
}

function pretty(value: Operand, place: Place): string[] {
  const whole = pyRepr(value);
  chargeRunning(whole.length / 64);
  if (textLength(whole) <= WIDTH - place.indent - place.allowance) return [whole];
  if (value instanceof Map && value.size > 0) return dictionary([...value], place);
  if (Array.isArray(value) && value.length > 0) {
    if (!(value instanceof Tuple)) return list(value, place, ["[", "]"]);
    return list(value, place, ["(", value.length === 1 ? ",)" : ")"]);
  }
  return typeof value === "string" ? text(value, place) : [whole];
}

function dictionary(entries: [Operand, Operand][], { indent, allowance, level }: Place): string[] {
  return [
    "{",
    ...entries.flatMap(([key, value], n) => {
      const isLast = n === entries.length - 1;
      const name = pyRepr(key);
      const place = {
        indent: indent + 1 + textLength(name) + 2,
        allowance: isLast ? allowance + 1 : 1,
        level: level + 1,
      };
      return [n === 0 ? "" : newline(indent + 1), name, ": ", ...pretty(value, place)];
    }),
    "}",
  ];
}

function list(items: Operand[], { indent, allowance, level }: Place, [open, close]: [string, string]): string[] {
  return [
    open,
    ...items.flatMap((item, n) => {
      const isLast = n === items.length - 1;
      const place = { indent: indent + 1, allowance: isLast ? allowance + close.length : 1, level: level + 1 };
      return [n === 0 ? "" : newline(indent + 1), ...pretty(item, place)];
    }),
    close,
  ];
}

// A long text becomes several literals, one below the other.
function text(value: string, place: Place): string[] {
  const indent = place.indent + (place.level === 1 ? 1 : 0);
  const allowance = place.allowance + (place.level === 1 ? 1 : 0);
  const all = lines(value, true);
  const chunks: string[] = [];
  for (const [n, line] of all.entries()) {
    const isLast = n === all.length - 1;
    const whole = pyRepr(line);
    if (textLength(whole) <= WIDTH - indent - (isLast ? allowance : 0)) {
      chunks.push(whole);
      continue;
    }
    let current = "";
    const parts = line.match(/\S+\s*|\s+/g) ?? [];
    for (const [m, part] of parts.entries()) {
      const room = WIDTH - indent - (isLast && m === parts.length - 1 ? allowance : 0);
      if (textLength(pyRepr(current + part)) <= room) {
        current += part;
        continue;
      }
      if (current !== "") chunks.push(pyRepr(current));
      current = part;
    }
    if (current !== "") chunks.push(pyRepr(current));
  }
  if (chunks.length === 1) return chunks;
  const body = chunks.flatMap((chunk, n) => n === 0 ? [chunk] : [`\n${" ".repeat(indent)}`, chunk]);
  return place.level === 1 ? ["(", ...body, ")"] : body;
}

function newline(indent: number): string {
  return `,\n${" ".repeat(indent)}`;
}

// Dictionaries come sorted; keys that cannot be compared by the names of their types.
function sorted(value: Operand): Operand {
  chargeRunning(1);
  if (value instanceof Map) {
    const entries = [...value].map(([key, part]): [Operand, Operand] => [key, sorted(part)]);
    return new Map(entries.sort(([a], [b]) => {
      if (typeName(a) === typeName(b) || (typeof a === "number" && typeof b === "number")) return order(a, b);
      return typeName(a) < typeName(b) ? -1 : 1;
    }));
  }
  if (!Array.isArray(value)) return value;
  const parts = value.map(sorted);
  return value instanceof Tuple ? Tuple.holding(parts) : parts;
}
