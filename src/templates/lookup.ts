// Lookups as a playbook uses them: `with_items` is the lookup `items` over its terms.
import type { Dict, Scope, Value } from "../model/value.ts";
import { runLookup } from "./lookups/registry.ts";
import { requireController } from "./controller.ts";
import type { Operand } from "./operand.ts";
import { pyStr } from "./python_text.ts";
import { renderFile } from "./template.ts";
import { settled } from "./value.ts";
export type { Controller, LookupScope } from "./controller.ts";

/** How a lookup is called. */
export interface LookupOptions {
  /** Its options by name. */
  named?: Dict;
  scope: Scope;
  /** The folder beside the playbook where `first_found` looks first: `templates` in a template task, `vars` for variables. Default `files`. */
  subfolder?: "files" | "templates" | "vars";
}

/**
 * What a lookup plugin answers: a list of terms in, a list out. The terms are values already (a lone text or dictionary
 * of a `with_x` is a list of that one). Throws TemplateError; an unknown name is told the nearest one or those there are.
 */
export function lookup(name: string, terms: Value[], { named, scope, subfolder = "files" }: LookupOptions): Value[] {
  const options = new Map<string, Operand>([...named ?? []].map(([key, value]) => [pyStr(key), value]));
  const found = runLookup(name, { positional: terms, named: options }, {
    scope,
    controller: () => requireController(scope, `The lookup '${name}'`),
    render: (path, vars, marks) => renderFile(path, vars, marks, scope),
    subfolder,
  });
  return found.map(settled);
}
