// Values that modules need and nobody may read: bound to parameters, put in at the last moment, taken out of all that is kept or shown.
import type { JsonObject } from "../model/json.ts";
import type { Shell } from "./shell.ts";

/** The secrets of one loop at work. */
export interface Secrets {
  /**
   * A call's parameters with its bound secrets put in where they are left out, and what is added to the environment of what it runs. Throws InputError where a secret would end
   * up in the text of a command, and, where they come from the record, for parameters that have `(secret)` in them: what stood there is not known.
   */
  inject(
    module: string,
    params: JsonObject,
    options?: { recorded: boolean },
  ): { params: JsonObject; environment?: Record<string, string> };
  /** Names of the parameters that are bound for a module: they need not be given. */
  bound(module: string): string[];
  /** Text without any secret value, in whatever form it stands there. */
  redact(text: string): string;
  /** The same of a whole value, names of keys included; the very same object where nothing in it is secret. */
  hide<T>(value: T): T;
  /** Whether a bound value stands in a text, in whatever form. */
  holds(text: string): boolean;
  /** More values that are secret without being bound: passwords of connections. */
  learn(values: Iterable<string>): void;
  /** The shell, refusing with InputError a command that would carry a bound value in the argument list of a started program. */
  guard(shell: Shell, module: string): Shell;
  /** Whether there is nothing to be taken out. */
  readonly idle: boolean;
}
