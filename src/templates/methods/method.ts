// What a method of a plain value is.
import { bind, refuseUndefined } from "../coerce.ts";
import type { Bound } from "../filters/definition.ts";
import { type Args, Callable, type Caller, type Operand } from "../operand.ts";

/** A method: parameters as `bind` reads them, and what it does. `raw` takes the arguments as they come. */
export interface Method<T> {
  parameters: readonly string[];
  run(self: T, args: Bound, caller: Caller): Operand;
  raw?(self: T, args: Args): Operand;
}

/** Methods by name. */
export type Methods<T> = Record<string, Method<T>>;

/** A method with positional and named parameters. */
export function method<T>(parameters: readonly string[], run: Method<T>["run"]): Method<T> {
  return { parameters, run };
}

/** A method of this name, bound to its value; undefined where there is none. */
export function bindMethod<T>(methods: Methods<T>, self: T, name: string): Callable | undefined {
  if (!Object.hasOwn(methods, name)) return undefined;
  const found = methods[name] as Method<T>;
  return new Callable(name, (args, caller) => {
    refuseUndefined(args);
    // A text is looked through, a list or a dictionary perhaps.
    if (typeof self === "string") caller.step(self.length / 64);
    else if (Array.isArray(self)) caller.step(self.length / 256);
    if (found.raw !== undefined) return found.raw(self, args);
    return found.run(self, bind(found.parameters, args, `${name}()`), caller);
  }, "builtin_function_or_method");
}
