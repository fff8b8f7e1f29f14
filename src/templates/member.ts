// Attributes, subscripts and slices: of plain values only what is listed here, so that no template reaches JavaScript.
import { TemplateError } from "../model/errors.ts";
import { characters, textLength } from "./characters.ts";
import { asInt } from "./coerce.ts";
import { entry, isInt, typeName } from "./compare.ts";
import { DICT_METHODS } from "./methods/dict.ts";
import { LIST_METHODS } from "./methods/list.ts";
import { bindMethod } from "./methods/method.ts";
import { TEXT_METHODS } from "./methods/text.ts";
import { found, Native, type Operand, Undefined } from "./operand.ts";
import { pyRepr } from "./python_text.ts";
import { Tuple } from "./value.ts";

/** `value.name`: a method or attribute, else the dictionary's key. An attribute of an undefined value is undefined, too. */
export function attribute(value: Operand, name: string): Operand {
  if (value instanceof Undefined) return value;
  const own = ownAttribute(value, name);
  if (own !== undefined) return own;
  return found(value instanceof Map ? entry(value, name) : undefined, () => missing(value, name));
}

/** What `value | attr(name)` finds: attributes without the dictionary's keys. */
export function ownAttribute(value: Operand, name: string): Operand | undefined {
  if (value instanceof Native) return value.attribute(name);
  if (typeof value === "string") return bindMethod(TEXT_METHODS, value, name);
  if (value instanceof Map) return bindMethod(DICT_METHODS, value, name);
  if (value instanceof Group && (name === "grouper" || name === "list")) return value[name === "grouper" ? 0 : 1];
  return Array.isArray(value) ? bindMethod(LIST_METHODS, value, name) : undefined;
}

/** `value[key]`: a key or position, else the attribute of that name. */
export function item(value: Operand, key: Operand): Operand {
  if (value instanceof Undefined) return value;
  if (key instanceof Undefined) return key.fail();
  if (value instanceof Map) {
    const part = entry(value, key);
    if (part !== undefined) return part;
  } else if ((Array.isArray(value) || typeof value === "string") && isInt(key)) {
    const part = at(value, Number(key));
    if (part !== undefined) return part;
  }
  return found(typeof key === "string" ? ownAttribute(value, key) : undefined, () => missing(value, key));
}

/** `value[from:to:step]` with Python's rules; null for a part that is not written. */
export function slice(value: Operand, from: Operand, to: Operand, step: Operand): Operand {
  if (value instanceof Undefined) return value.fail();
  if (typeof value !== "string" && !Array.isArray(value)) {
    throw new TemplateError(`'${typeName(value)}' object is not subscriptable`);
  }
  const all: Operand[] = typeof value === "string" ? characters(value) : value;
  const stride = step === null ? 1 : asInt(step, "A slice's step");
  if (stride === 0) throw new TemplateError("slice step cannot be zero");
  const lowest = stride > 0 ? 0 : -1;
  const highest = stride > 0 ? all.length : all.length - 1;
  const place = (bound: Operand, fallback: number): number => {
    if (bound === null) return fallback;
    const wanted = asInt(bound, "A slice's bound");
    return Math.min(Math.max(wanted < 0 ? wanted + all.length : wanted, lowest), highest);
  };
  const start = place(from, stride > 0 ? 0 : highest);
  const end = place(to, stride > 0 ? all.length : -1);
  const picked: Operand[] = [];
  for (let n = start; stride > 0 ? n < end : n > end; n += stride) picked.push(all[n] as Operand);
  if (typeof value === "string") return picked.join("");
  return value instanceof Tuple ? Tuple.holding(picked) : picked;
}

/** What `groupby` answers: a pair whose parts have names, too. */
export class Group extends Tuple {
  static of2(grouper: Operand, list: Operand[]): Group {
    const group = new Group();
    group.push(grouper, list);
    return group;
  }
}

function at(value: Operand[] | string, position: number): Operand | undefined {
  const length = typeof value === "string" ? textLength(value) : value.length;
  const place = position < 0 ? position + length : position;
  if (place < 0 || place >= length) return undefined;
  return typeof value === "string" && length !== value.length ? characters(value)[place] : value[place];
}

/** The undefined value of a member that does not exist, in Jinja's words. */
export function missing(value: Operand, key: Operand): Undefined {
  const owner = value === null ? "None" : `${typeName(value)} object`;
  if (typeof key !== "string") return new Undefined(pyRepr(key), `${owner} has no element ${pyRepr(key)}`);
  return new Undefined(key, `'${owner}' has no attribute ${pyRepr(key)}`);
}
