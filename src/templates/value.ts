// Plain JavaScript data in and out of the values that templates compute with.
import { TemplateError } from "../model/errors.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { type Dict, Float, type Value } from "../model/value.ts";
import { chargeRunning } from "./budget.ts";
import { LazyDict } from "./lazy_dict.ts";
import { MAX_LEVELS } from "./limits.ts";
import { Blank, Callable, Native, type Operand, Undefined } from "./operand.ts";

/** A list that prints as Python's tuple does, and equals no list. */
export class Tuple<T extends Operand = Operand> extends Array<T> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }

  /** Built from items, so that one number is not taken for a length. */
  static holding<T extends Operand>(items: Iterable<T>): Tuple<T> {
    const tuple = new Tuple<T>();
    for (const item of items) tuple.push(item);
    return tuple;
  }
}

/**
 * A dictionary whose entries are computed when they are asked for (`hostvars`): `get` answers undefined for a name that
 * does not exist, whatever `names` lists. Templates treat it as any other dictionary but cannot change it; what `get`
 * gives is not kept.
 */
export function lazyDict(names: () => Iterable<string>, get: (name: string) => Value | undefined): Dict {
  return new LazyDict(names, get);
}

class Omit extends Map<Value, Value> {}

/** What the variable `omit` holds: an entry with this value is left out. It is known by identity and prints nowhere. */
export const OMIT: Dict = new Omit();

/** Whether a value is the placeholder that `omit` stands for. */
export function isOmit(value: Operand): boolean {
  return value === OMIT;
}

/** A float as a value: a whole one is wrapped, so that it prints as `1.0`. */
export function float(value: number): number | Float {
  return Number.isInteger(value) ? new Float(value) : value;
}

/** An int as a value: a number where that is exact, a bigint beyond 2^53. */
export function int(value: bigint): number | bigint {
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}

/**
 * Plain data as a value: objects become dictionaries (own enumerable keys), whole numbers ints, numbers with a fraction
 * floats, a whole number from 1e21 a float. Throws TypeError for functions, symbols and class instances other than Map.
 */
export function fromPlain(plain: unknown): Value {
  if (plain === null || plain === undefined) return null;
  if (typeof plain === "boolean" || typeof plain === "string") return plain;
  if (typeof plain === "bigint") return int(plain);
  if (typeof plain === "number") return fromNumber(plain);
  if (plain instanceof Float || plain === OMIT) return plain as Float | Dict;
  if (plain instanceof Tuple) return Tuple.holding(plain.map(fromPlain));
  if (Array.isArray(plain)) return plain.map(fromPlain);
  if (plain instanceof Map) return new Map([...plain].map(([key, value]) => [fromPlain(key), fromPlain(value)]));
  if (typeof plain === "object" && isPlainObject(plain)) {
    return new Map(Object.entries(plain).map(([key, value]) => [key, fromPlain(value)]));
  }
  throw new TypeError(`Cannot use a ${typeof plain} as a template value: expected plain data`);
}

/**
 * A value as JSON: dictionaries become objects with own keys (`__proto__` included, keys as JSON writes them), floats and
 * safe ints numbers, larger ints strings, infinities and NaN null.
 */
export function toPlain(value: Value): Json {
  if (value instanceof Float) return value.value;
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return Array.from(value, toPlain);
  if (value instanceof Map) {
    const object: JsonObject = {};
    for (const [key, item] of value) setOwn(object, jsonKey(key), toPlain(item));
    return object;
  }
  return value;
}

/** A dictionary's key as JSON writes it: Python's `true`, `null`, `1`. */
export function jsonKey(key: Operand): string {
  if (typeof key === "string") return key;
  if (key === null || typeof key === "boolean" || typeof key === "number" || typeof key === "bigint") {
    return String(key);
  }
  if (key instanceof Float) return Number.isInteger(key.value) ? `${key.value}.0` : String(key.value);
  throw new TemplateError("Cannot write a dictionary as JSON: its keys must be strings, numbers, booleans or none");
}

/** Nothing undefined and nothing of a template's own may leave it. Throws UndefinedVariable or TemplateError. */
export function settled(operand: Operand): Value {
  if (operand instanceof Blank) return "";
  if (operand instanceof Native) {
    const text = operand.text();
    if (text !== undefined) return text;
  }
  assertSettled(operand);
  return operand;
}

// What stands in a value several times is one thing here and will be many once it is written: each counts.
function assertSettled(operand: Operand, level = 0): asserts operand is Value {
  if (level > MAX_LEVELS) throw new TemplateError(`The value is nested more than ${MAX_LEVELS} levels deep`);
  chargeRunning(typeof operand === "string" ? 1 + operand.length / 256 : 1);
  if (operand instanceof Undefined) operand.fail();
  if (operand instanceof Native) {
    const what = operand instanceof Callable ? `${operand.typeName} "${operand.name}"` : operand.typeName;
    throw new TemplateError(`Cannot use the ${what} as a value${operand instanceof Callable ? ": call it" : ""}`);
  }
  if (Array.isArray(operand)) operand.forEach((item) => assertSettled(item, level + 1));
  else if (operand instanceof Map && !(operand instanceof LazyDict)) {
    operand.forEach((item) => assertSettled(item, level + 1));
  }
}

function fromNumber(value: number): Value {
  if (Number.isSafeInteger(value)) return Object.is(value, -0) ? 0 : value;
  if (!Number.isInteger(value)) return value;
  return Math.abs(value) < 1e21 ? BigInt(value) : new Float(value);
}

function isPlainObject(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function setOwn(object: JsonObject, key: string, value: Json): void {
  Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}
