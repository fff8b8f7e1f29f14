// What templates may see of the machine they are rendered on.
import { InputError, TemplateError } from "../model/errors.ts";
import type { Scope } from "../model/value.ts";
import type { Files } from "../ports/files.ts";

/** What lookups and includes read from. */
export interface Controller {
  files: Files;
  /** Absolute folders where a relative path is looked for, first match wins. */
  searchPath: readonly string[];
}

/** A scope whose templates may look things up. */
export interface LookupScope extends Scope {
  readonly controller: Controller | undefined;
}

/** The controller of a scope; undefined where templates may look nothing up. */
export function controllerOf(scope: Scope): Controller | undefined {
  return "controller" in scope ? (scope as LookupScope).controller : undefined;
}

/** Does what may read; a file that cannot be read becomes a TemplateError. */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) throw new TemplateError(error.message, undefined, undefined, { cause: error });
    throw error;
  }
}

/** The clock of a controller. Throws TemplateError where it has none, in words about `who`. */
export function clockOf({ files }: Controller, who: string): () => number {
  return () => files.now?.() ?? noClock(who);
}

function noClock(who: string): never {
  throw new TemplateError(`${who} cannot be used here: there is no clock`);
}

/** A file's text. Throws TemplateError for one that cannot be read or is a vault. */
export function fileText({ files }: Controller, path: string): string {
  const text = reading(() => files.readText(path));
  if (!text.startsWith("$ANSIBLE_VAULT;")) return text;
  throw new TemplateError(`Cannot read "${path}": it is a vault. Give its secrets through the environment instead`);
}
