// Lookups among the variables.
import { TemplateError, UndefinedVariable } from "../../model/errors.ts";
import type { Scope, Value } from "../../model/value.ts";
import { entry, typeName } from "../compare.ts";
import type { Operand } from "../operand.ts";
import { pythonRegex } from "../python_regex.ts";
import { pyStr } from "../python_text.ts";
import { lookup, type Lookups } from "./definition.ts";

/** Variable lookups by name. */
export const VARIABLES: Lookups = {
  vars: lookup(["default"], (terms, option, { scope }) =>
    terms.map((term) => {
      const fallback = option("default") ?? null;
      try {
        return variable(scope, named(term));
      } catch (error) {
        if (error instanceof UndefinedVariable && fallback !== null) return fallback;
        throw error;
      }
    })),
  varnames: lookup([], (terms, _, { scope }) =>
    terms.flatMap((term) => {
      const pattern = pythonRegex(named(term));
      return [...scope.names()].filter((name) => {
        pattern.lastIndex = 0;
        return pattern.test(name);
      });
    })),
};

function variable(scope: Scope, name: string): Operand {
  const own = scope.get(name) ?? ofHost(scope, name);
  if (own === undefined) throw new UndefinedVariable(name, `No variable found with this name: ${name}`);
  return own;
}

function ofHost(scope: Scope, name: string): Value | undefined {
  const all = scope.get("hostvars");
  const host = scope.get("inventory_hostname");
  const own = all instanceof Map && host !== undefined ? all.get(host) : undefined;
  return own instanceof Map ? entry(own, name) as Value | undefined : undefined;
}

function named(term: Operand): string {
  if (typeof term === "string") return term;
  throw new TemplateError(`Invalid setting identifier, "${pyStr(term)}" is not a string, it is a ${typeName(term)}`);
}
