// What variables and keywords say of how a host is entered.
import { TemplateError } from "../model/errors.ts";
import { Secret } from "../model/secret.ts";
import type { Scope, Value } from "../model/value.ts";
import { pyStr } from "../templates/python_text.ts";
import { templateValue } from "../templates/template.ts";
import { isOmit } from "../templates/value.ts";

/** One host's. Its methods throw TemplateError, with the host's and the variable's name, for one that cannot be worked out. */
export class Said {
  /** `variables` are the host's that is entered; keywords are templated with `words`. */
  constructor(readonly host: string, readonly scopes: { variables: Scope; words: Scope }) {}

  /** The first of these variables that says something, else the keyword; as text, undefined where that is blank. */
  text(names: readonly string[], word: Value = null): string | undefined {
    const found = this.value(names, word);
    const text = found === undefined ? "" : pyStr(found).trim();
    return text === "" ? undefined : text;
  }

  /** The same as it is. */
  value(names: readonly string[], word: Value = null): Value | undefined {
    for (const name of names) {
      const found = this.#variable(name);
      if (found !== undefined && found !== null && found !== "" && !isOmit(found)) return found;
    }
    if (word === null) return undefined;
    const found = templateValue(word, this.scopes.words);
    return found === null || isOmit(found) ? undefined : found;
  }

  /** The first of these variables that says something, letter by letter. */
  secret(names: readonly string[]): Secret | undefined {
    const found = this.value(names);
    return found === undefined ? undefined : new Secret(pyStr(found));
  }

  #variable(name: string): Value | undefined {
    try {
      return this.scopes.variables.get(name);
    } catch (error) {
      if (!(error instanceof TemplateError)) throw error;
      const why = `How to enter ${this.host} cannot be worked out: ${name}: ${error.message}`;
      throw new TemplateError(why, undefined, undefined, { cause: error });
    }
  }
}
