// Truth, equality and order as Python has them.
import { TemplateError } from "../model/errors.ts";
import { Float } from "../model/value.ts";
import { chargeRunning } from "./budget.ts";
import { Native, type Operand, Undefined } from "./operand.ts";
import { isOmit, Tuple } from "./value.ts";

/** A comparison in a chain. */
export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in";

/** A value's number where it has one (booleans count as 0 and 1), undefined otherwise. */
export function numeric(value: Operand): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1 : 0;
  return value instanceof Float ? value.value : undefined;
}

/** Whether a value is a Python int (booleans included). */
export function isInt(value: Operand): value is number | bigint | boolean {
  return typeof value === "bigint" || typeof value === "boolean" ||
    (typeof value === "number" && Number.isInteger(value));
}

/** Whether a value is a Python float. */
export function isFloat(value: Operand): value is number | Float {
  return value instanceof Float || (typeof value === "number" && !Number.isInteger(value));
}

/** The name of a value's Python class. */
export function typeName(value: Operand): string {
  if (value === null) return "NoneType";
  if (typeof value === "boolean") return "bool";
  if (typeof value === "string") return "str";
  if (isInt(value)) return "int";
  if (isFloat(value)) return "float";
  if (value instanceof Tuple) return "tuple";
  if (Array.isArray(value)) return "list";
  if (value instanceof Map) return "dict";
  return value instanceof Native ? value.typeName : "AnsibleUndefined";
}

/** `bool(value)`: empty and zero are false. Throws UndefinedVariable. */
export function truthy(value: Operand): boolean {
  if (value === null || value === false || value === "") return false;
  if (value instanceof Undefined) return value.fail();
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0 || isOmit(value);
  const number = numeric(value);
  return number === undefined || (number !== 0 && number !== 0n);
}

/** What comparing two values costs, in steps, and how many characters of long texts cost one. */
const A_COMPARISON = 1 / 32;
const CHARACTERS = 512;

/** `a == b`: 1, 1.0 and True are equal, a tuple equals no list, dictionaries are compared without order. */
export function equals(a: Operand, b: Operand): boolean {
  if (a instanceof Undefined) return a.fail();
  if (b instanceof Undefined) return b.fail();
  chargeRunning(A_COMPARISON + (typeof a === "string" ? a.length / CHARACTERS : 0));
  if (a === b) return !(typeof a === "number" && Number.isNaN(a));
  const left = numeric(a);
  const right = numeric(b);
  if (left !== undefined && right !== undefined) return !(left < right) && !(left > right) && !isNaN2(left, right);
  if (Array.isArray(a)) {
    return Array.isArray(b) && (a instanceof Tuple) === (b instanceof Tuple) && a.length === b.length &&
      a.every((item, n) => equals(item, b[n] as Operand));
  }
  if (a instanceof Map && b instanceof Map) return !isOmit(a) && !isOmit(b) && sameEntries(a, b);
  return a instanceof Native && a.order(b) === 0;
}

/** Less than zero, zero or more as `a` sorts before, with or after `b`. Throws TemplateError in Python's words for types without an order. */
export function order(a: Operand, b: Operand, operator = "<"): number {
  if (a instanceof Undefined) return a.fail();
  if (b instanceof Undefined) return b.fail();
  if (typeof a === "string" && typeof b === "string") return orderText(a, b);
  const left = numeric(a);
  const right = numeric(b);
  if (left !== undefined && right !== undefined) {
    return left < right ? -1 : left > right ? 1 : isNaN2(left, right) ? NaN : 0;
  }
  if (Array.isArray(a) && Array.isArray(b) && (a instanceof Tuple) === (b instanceof Tuple)) {
    const differing = a.findIndex((item, n) => n >= b.length || !equals(item, b[n] as Operand));
    if (differing < 0) return a.length - b.length;
    return differing >= b.length ? 1 : order(a[differing] as Operand, b[differing] as Operand, operator);
  }
  const own = a instanceof Native ? a.order(b) : undefined;
  if (own !== undefined) return own;
  throw new TemplateError(
    `'${operator}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`,
  );
}

/** A text that two hashable scalars share exactly when they are equal; undefined for anything else. */
export function hashKey(value: Operand): string | undefined {
  if (typeof value === "string") return `s${value}`;
  if (value === null) return "n";
  const number = numeric(value);
  return number === undefined ? undefined : `#${number}`;
}

/** A dictionary's value for a key, found as Python finds it: `1`, `1.0` and `True` are one key. */
export function entry(dict: Map<Operand, Operand>, key: Operand): Operand | undefined {
  const found = dict.get(key);
  if (found !== undefined || typeof key === "string") return found;
  const same = sameKey(dict, key);
  return same === undefined ? undefined : dict.get(same);
}

// A key that is equal without being the same: `1`, `1.0` and `True`, tuples. Of two numbers written alike the map knows itself.
function sameKey(dict: Map<Operand, Operand>, key: Operand): Operand | undefined {
  chargeRunning(dict.size >> 6);
  const isPlain = typeof key === "number" || typeof key === "bigint";
  for (const other of dict.keys()) {
    if (typeof other === "string" || isPlain && typeof other === typeof key) continue;
    if (equals(other, key)) return other;
  }
  return undefined;
}

/** Sets a dictionary's entry; an equal key keeps its place and its spelling. */
export function setEntry(dict: Map<Operand, Operand>, key: Operand, value: Operand): void {
  if (Array.isArray(key) && !(key instanceof Tuple) || key instanceof Map) {
    throw new TemplateError(`unhashable type: '${typeName(key)}'`);
  }
  if (typeof key !== "string" && !dict.has(key)) {
    const same = sameKey(dict, key);
    if (same !== undefined) return void dict.set(same, value);
  }
  dict.set(key, value);
}

/** `value in container`. Throws TemplateError in Python's words. */
export function contains(container: Operand, value: Operand): boolean {
  if (value instanceof Undefined) return value.fail();
  if (container instanceof Undefined) return container.fail();
  if (typeof container === "string") {
    if (typeof value === "string") return container.includes(value);
    throw new TemplateError(`'in <string>' requires string as left operand, not ${typeName(value)}`);
  }
  if (container instanceof Map) return entry(container, value) !== undefined;
  if (Array.isArray(container)) return container.some((one) => equals(one, value));
  throw new TemplateError(`argument of type '${typeName(container)}' is not iterable`);
}

/** `left operator right`. Throws TemplateError in Python's words. */
export function holdsBetween(operator: Comparison, left: Operand, right: Operand): boolean {
  if (operator === "==") return equals(left, right);
  if (operator === "!=") return !equals(left, right);
  if (operator === "in") return contains(right, left);
  if (operator === "not in") return !contains(right, left);
  const place = order(left, right, operator);
  return operator === "<" ? place < 0 : operator === "<=" ? place <= 0 : operator === ">" ? place > 0 : place >= 0;
}

function sameEntries(a: Map<Operand, Operand>, b: Map<Operand, Operand>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) {
    const other = entry(b, key);
    if (other === undefined || !equals(value, other)) return false;
  }
  return true;
}

function isNaN2(a: number | bigint, b: number | bigint): boolean {
  return Number.isNaN(a) || Number.isNaN(b);
}

// Python orders by code point; UTF-16 units differ from that only where surrogates are.
function orderText(a: string, b: string): number {
  if (!/[\ud800-\udfff]/.test(a + b)) return a < b ? -1 : a > b ? 1 : 0;
  const left = Array.from(a, (char) => char.codePointAt(0) ?? 0);
  const right = Array.from(b, (char) => char.codePointAt(0) ?? 0);
  const differing = left.findIndex((code, n) => code !== right[n]);
  return differing < 0 ? left.length - right.length : (left[differing] ?? 0) - (right[differing] ?? -1);
}
