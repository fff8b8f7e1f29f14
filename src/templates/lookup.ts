// `lookup('env', …)` and `lookup('file', …)`: what templates may read of the controller, through the files port.
import { InputError, TemplateError } from "../model/errors.ts";
import type { Scope } from "../model/value.ts";
import type { Files } from "../ports/files.ts";
import { strip } from "./characters.ts";
import { asText } from "./coerce.ts";
import { truthy } from "./compare.ts";
import type { Args, Operand } from "./operand.ts";

/** What lookups read from. */
export interface Controller {
  files: Files;
  /** Absolute folders where a relative path is looked for, first match wins. */
  searchPath: string[];
}

/** A scope whose templates may look things up. */
export interface LookupScope extends Scope {
  readonly controller: Controller | undefined;
}

/** Adding a lookup is adding an entry: one term in, its values out. */
const LOOKUPS = new Map<string, (term: string, named: Args["named"], controller: Controller) => Operand[]>([
  ["env", (term, named, { files }) => [files.env(term) ?? named.get("default") ?? ""]],
  ["file", (term, named, controller) => {
    const text = readText(term, controller);
    const right = truthy(named.get("rstrip") ?? true) ? strip(text, null, "right") : text;
    return [truthy(named.get("lstrip") ?? false) ? strip(right, null, "left") : right];
  }],
]);

/** A lookup's values, a list of them for all its terms. Throws TemplateError for an unknown one or where nothing is wired. */
export function runLookup(scope: Scope, name: string, { positional, named }: Args): Operand[] {
  const short = name.replace(/^ansible\.builtin\./, "");
  const run = LOOKUPS.get(short);
  if (run === undefined) {
    throw new TemplateError(`The lookup '${name}' is not supported: there are ${[...LOOKUPS.keys()].join(" and ")}`);
  }
  const controller = isLookupScope(scope) ? scope.controller : undefined;
  if (controller === undefined) throw new TemplateError(`The lookup '${name}' cannot be used here`);
  return positional.flatMap((term) => run(asText(term, `lookup('${name}')`), named, controller));
}

function isLookupScope(scope: Scope): scope is LookupScope {
  return "controller" in scope;
}

function readText(path: string, { files, searchPath }: Controller): string {
  const candidates = path.startsWith("/") ? [path] : searchPath.map((folder) => `${folder}/${path}`);
  const found = candidates.find((candidate) => files.kind(candidate) === "file");
  if (found === undefined) {
    throw new TemplateError(`Cannot look up the file "${path}": there is none at ${candidates.join(" or ")}`);
  }
  try {
    return files.readText(found);
  } catch (error) {
    if (error instanceof InputError) throw new TemplateError(error.message, undefined, undefined, { cause: error });
    throw error;
  }
}
