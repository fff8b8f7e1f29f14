// What a test is: the word after `is`.
import { bind, refuseUndefined } from "../coerce.ts";
import type { Bound } from "../filters/definition.ts";
import { type Args, type Caller, type Operand, Undefined } from "../operand.ts";

/** A test, ready to be applied to arguments as they were written. */
export interface Test {
  holds(value: Operand, args: Args, caller: Caller, name: string): boolean;
}

/** Tests by their names in templates. */
export type Tests = Record<string, Test>;

/** A test with Python-like parameters (see `bind`). An undefined value or argument fails before it is called, unless it is `lenient`. */
export function test(
  parameters: readonly string[],
  run: (value: Operand, args: Bound, caller: Caller) => boolean,
  { lenient = false }: { lenient?: boolean } = {},
): Test {
  return {
    holds(value, args, caller, name) {
      if (!lenient) {
        if (value instanceof Undefined) return value.fail();
        refuseUndefined(args);
      }
      // A text may be looked through.
      if (typeof value === "string") caller.step(value.length / 256);
      return run(value, bind(parameters, args, `Test '${name}'`), caller);
    },
  };
}
