// What a lookup is: terms in, a list out.
import { TemplateError } from "../../model/errors.ts";
import type { Scope, Value } from "../../model/value.ts";
import { truthy } from "../compare.ts";
import type { Controller } from "../controller.ts";
import { nearest } from "../nearest.ts";
import type { Operand } from "../operand.ts";

/** What a lookup may use. */
export interface World {
  scope: Scope;
  /** The controller's files; throws TemplateError where nothing may be looked up. */
  controller(): Controller;
  /** Renders a template file with some more variables. */
  render(path: string, vars: Map<string, Value>, delimiters: Delimiters): string;
  /** The folder beside the playbook that first_found prefers: `files`, or `templates` for a template task. */
  subfolder: string;
}

/** What opens and closes expressions and comments of a template that has its own. */
export interface Delimiters {
  variableStart?: string;
  variableEnd?: string;
  commentStart?: string;
  commentEnd?: string;
}

/** Reads an option of the call. */
export type Option = (name: string) => Operand | undefined;

/** A lookup, ready to be run. */
export interface Lookup {
  run(terms: Operand[], named: Map<string, Operand>, world: World): Operand[];
}

/** Lookups by their names in templates. */
export type Lookups = Record<string, Lookup>;

/** A lookup with named options; others are refused. Throws TemplateError. */
export function lookup(
  options: readonly string[],
  run: (terms: Operand[], option: Option, world: World) => Operand[],
): Lookup {
  return {
    run(terms, named, world) {
      for (const name of named.keys()) if (!options.includes(name)) refuse(name, options);
      return run(terms, (name) => named.get(name), world);
    },
  };
}

/** An option that is on or off, as a text has it or as a value; one that is not given is off. */
export function yes(value: Operand | undefined): boolean {
  return typeof value === "string" ? /^(?:y|yes|on|1|true|t)$/i.test(value) : truthy(value ?? false);
}

function refuse(name: string, options: readonly string[]): never {
  const near = nearest(name, options);
  const known = options.length === 0 ? "it has none" : `there are ${options.join(", ")}`;
  throw new TemplateError(
    `The lookup has no option '${name}': ${near === undefined ? known : `did you mean '${near}'?`}`,
  );
}
