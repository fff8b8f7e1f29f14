// What templates may see of the machine they are rendered on.
import { InputError, TemplateError, VaultClosed } from "../model/errors.ts";
import type { Scope } from "../model/value.ts";
import type { Files } from "../ports/files.ts";
import { demandOpen } from "./vaulted_text.ts";

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

/** The same; throws TemplateError where there is none, in words about `who`. */
export function requireController(scope: Scope, who: string): Controller {
  const found = controllerOf(scope);
  if (found !== undefined) return found;
  throw new TemplateError(
    `${who} cannot be used here, where nothing of this machine is read: give what it answers as a variable`,
  );
}

/** Does what may read; a file that cannot be read becomes a TemplateError. */
export function reading<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { file, line, column } = error.place ?? {};
    // Which of many vaults it is stands nowhere else.
    const where = error instanceof VaultClosed ? [file, line, column].filter((each) => each !== undefined) : [];
    const sentence = [...where, where.length === 0 ? error.message : ` ${error.message}`].join(":");
    throw new TemplateError(sentence, undefined, undefined, { cause: error });
  }
}

/** The clock of a controller. Throws TemplateError where it has none, in words about `who`. */
export function clockOf({ files }: Controller, who: string): () => number {
  return () => files.now?.() ?? noClock(who);
}

function noClock(who: string): never {
  throw new TemplateError(`${who} cannot be used here: there is no clock`);
}

/** A file's text. Throws TemplateError for one that cannot be read, or is a vault that cannot be opened. */
export function fileText({ files }: Controller, path: string): string {
  return reading(() => demandOpen(files.readText(path), path));
}
