// Tests of what a value is.
import { asText, isIterable, items } from "../coerce.ts";
import { isFloat, isInt, numeric, truthy } from "../compare.ts";
import { isLower, isUpper } from "../methods/text.ts";
import { Callable, type Operand, Undefined } from "../operand.ts";
import { pyStr } from "../python_text.ts";
import { type Test, test, type Tests } from "./definition.ts";

function kind(holds: (value: Operand) => boolean): Test {
  return test([], holds, { lenient: true });
}

const nan = test([], (value) => Number.isNaN(numeric(value)));

/** Type tests by name. */
export const KINDS: Tests = {
  defined: kind((value) => !(value instanceof Undefined)),
  undefined: kind((value) => value instanceof Undefined),
  none: kind((value) => value === null),
  boolean: kind((value) => typeof value === "boolean"),
  true: kind((value) => value === true),
  false: kind((value) => value === false),
  integer: kind((value) => isInt(value) && typeof value !== "boolean"),
  float: kind(isFloat),
  number: kind((value) => numeric(value) !== undefined),
  string: kind((value) => typeof value === "string"),
  mapping: kind((value) => value instanceof Map),
  sequence: kind(isIterable),
  callable: kind((value) => value instanceof Callable),
  iterable: test([], isIterable),
  upper: test([], (value) => isUpper(pyStr(value))),
  lower: test([], (value) => isLower(pyStr(value))),
  truthy: test(["convert_bool="], (value, [convert = false]) => truthy(truthy(convert) ? converted(value) : value)),
  falsy: test(["convert_bool="], (value, [convert = false]) => !truthy(truthy(convert) ? converted(value) : value)),
  nan,
  isnan: nan,
  // No value here is markup or a vault.
  escaped: kind(() => false),
  vault_encrypted: kind(() => false),
  filter: test([], (value, _, caller) => caller.knows("filter", asText(value, "The name of a filter"))),
  test: test([], (value, _, caller) => caller.knows("test", asText(value, "The name of a test"))),
  any: test([], (value) => items(value).some(truthy)),
  all: test([], (value) => items(value).every(truthy)),
};

function converted(value: Operand): Operand {
  const text = typeof value === "string" ? value.toLowerCase().trim() : value;
  if (["y", "yes", "on", "1", "true", "t", 1, true].includes(text as string)) return true;
  return ["n", "no", "off", "0", "false", "f", 0, false].includes(text as string) ? false : value;
}
