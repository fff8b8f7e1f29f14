// What a filter is.
import { bind, refuseUndefined } from "../coerce.ts";
import { type Args, type Caller, type Operand, Undefined } from "../operand.ts";

/** A filter, ready to be applied to arguments as they were written. */
export interface Filter {
  apply(value: Operand, args: Args, caller: Caller, name: string): Operand;
}

/** The name of a filter, test or lookup without Ansible's own collection before it. */
export function plainName(name: string): string {
  return name.replace(/^ansible\.(?:builtin|legacy)\./, "");
}

/** Arguments by parameter; undefined for one that was not given. */
export type Bound = (Operand | undefined)[];

/** Filters by their names in templates. */
export type Filters = Record<string, Filter>;

/**
 * A filter with Python-like parameters (see `bind`). An undefined value or argument fails before it is called, unless it
 * is `lenient` and looks for itself.
 */
export function filter(
  parameters: readonly string[],
  run: (value: Operand, args: Bound, caller: Caller) => Operand,
  { lenient = false }: { lenient?: boolean } = {},
): Filter {
  return {
    apply(value, args, caller, name) {
      if (!lenient) {
        if (value instanceof Undefined) return value.fail();
        refuseUndefined(args);
      }
      return run(value, bind(parameters, args, `Filter '${name}'`), caller);
    },
  };
}

/** A filter that takes its arguments as they come. */
export function rawFilter(run: (value: Operand, args: Args, caller: Caller) => Operand): Filter {
  return {
    apply(value, args, caller) {
      return value instanceof Undefined ? value.fail() : run(value, args, caller);
    },
  };
}
