// Values that modules need and nobody may read: bound to parameters, put in at the last moment, taken out of all that is kept or shown.
import type { JsonObject } from "../model/json.ts";

/** The secrets of one loop at work. */
export interface Secrets {
  /**
   * A call's parameters with its bound secrets put in, and what is added to the environment of what it runs. Throws InputError where a secret would end
   * up in the text of a command.
   */
  inject(module: string, params: JsonObject): { params: JsonObject; environment?: Record<string, string> };
  /** Names of the parameters that are bound for a module: they need not be given. */
  bound(module: string): string[];
  /** Text without any secret value, in whatever form it stands there. */
  redact(text: string): string;
}
