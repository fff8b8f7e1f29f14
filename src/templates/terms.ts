// What the evaluation of a template is done with, besides its variables.
import type { Scope, Value } from "../model/value.ts";
import type { Budget } from "./budget.ts";
import type { LexOptions } from "./lexer.ts";
import type { Delimiters } from "./lookups/definition.ts";

/** The terms of one evaluation; those of the files that it includes are the same. */
export interface Terms {
  budget: Budget;
  /** How files that are included are read. */
  lex: LexOptions;
  /** Folders where files that are included are looked for, first match wins. */
  folders: readonly string[];
  /** Renders another file for the lookup `template`. */
  render(path: string, vars: Map<string, Value>, delimiters: Delimiters, scope: Scope): string;
  /** Variables are copied before the template sees them, so that it cannot change them. */
  copies: boolean;
}
