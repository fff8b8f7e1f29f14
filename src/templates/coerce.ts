// Arguments as functions want them: text, ints, lists, dictionaries, or a sentence that says what came instead.
import { TemplateError } from "../model/errors.ts";
import { Float } from "../model/value.ts";
import { characters } from "./characters.ts";
import { isInt, numeric, typeName } from "./compare.ts";
import { type Args, type Mapping, Native, type Operand, Undefined } from "./operand.ts";
import { isOmit } from "./value.ts";

/** Text, or a TemplateError. */
export function asText(value: Operand, what: string): string {
  if (typeof value === "string") return value;
  if (value instanceof Undefined) return value.fail();
  throw new TemplateError(`${what} must be a string, not '${typeName(value)}'`);
}

/** A whole number that JavaScript holds exactly, or a TemplateError. */
export function asInt(value: Operand, what: string): number {
  if (value instanceof Undefined) return value.fail();
  if (isInt(value)) {
    const number = Number(value);
    if (Number.isSafeInteger(number)) return number;
  }
  throw new TemplateError(`${what} must be an integer, not '${typeName(value)}'`);
}

/** A number as a float, or a TemplateError. */
export function asNumber(value: Operand, what: string): number {
  if (value instanceof Undefined) return value.fail();
  const number = numeric(value);
  if (number !== undefined) return Number(number);
  throw new TemplateError(`${what} must be a number, not '${typeName(value)}'`);
}

/** A dictionary, or a TemplateError. */
export function asDict(value: Operand, what: string): Mapping {
  if (value instanceof Undefined) return value.fail();
  if (value instanceof Map && !isOmit(value)) return value;
  throw new TemplateError(`${what} must be a dictionary, not '${typeName(value)}'`);
}

/** What a `for` over the value would see: items, keys, characters. Throws TemplateError in Python's words. */
export function items(value: Operand): Operand[] {
  if (Array.isArray(value)) return value;
  if (typeof value === "string") return characters(value);
  if (value instanceof Undefined) return value.fail();
  if (value instanceof Map) return [...value.keys()];
  throw new TemplateError(`'${typeName(value)}' object is not iterable`);
}

/** Whether `items` would answer. */
export function isIterable(value: Operand): boolean {
  return typeof value === "string" || Array.isArray(value) || value instanceof Map;
}

/**
 * Arguments by the names of their parameters, in order: `name` must be given, `name=` may be, `*` takes the rest as a
 * list. Throws TemplateError in Python's words for too many, unknown, repeated or missing ones.
 */
export function bind(parameters: readonly string[], args: Args, what: string): (Operand | undefined)[] {
  const names = parameters.map((parameter) => parameter.replace("=", ""));
  const rest = names.indexOf("*");
  const places = rest < 0 ? names.length : rest;
  if (rest < 0 && args.positional.length > places) {
    throw new TemplateError(`${what} takes at most ${places} arguments (${args.positional.length} given)`);
  }
  const bound: (Operand | undefined)[] = names.map((_, n) => n < places ? args.positional[n] : undefined);
  if (rest >= 0) bound[rest] = args.positional.slice(rest);
  for (const [name, value] of args.named) {
    const n = names.indexOf(name);
    if (n < 0 || name === "*") throw new TemplateError(`${what} has no argument '${name}'${expected(names)}`);
    if (bound[n] !== undefined) throw new TemplateError(`${what} got two values for the argument '${name}'`);
    bound[n] = value;
  }
  const missing = parameters.findIndex((parameter, n) => bound[n] === undefined && !parameter.endsWith("="));
  if (missing >= 0) throw new TemplateError(`${what} needs the argument '${names[missing]}'`);
  return bound;
}

/** Throws the error of the first undefined argument. */
export function refuseUndefined(args: Args): void {
  for (const value of args.positional) if (value instanceof Undefined) value.fail();
  for (const value of args.named.values()) if (value instanceof Undefined) value.fail();
}

/** A value for messages and keys that cannot be anything but plain. */
export function isScalar(value: Operand): value is null | boolean | number | bigint | string | Float {
  return !Array.isArray(value) && !(value instanceof Map) && !(value instanceof Undefined) &&
    !(value instanceof Native);
}

function expected(names: string[]): string {
  const known = names.filter((name) => name !== "*");
  return known.length === 0 ? "" : `: expected ${known.join(", ")}`;
}
