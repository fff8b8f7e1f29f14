// YAML as a value, where it is no file that somebody is to mend: what PyYAML's safe loader makes of it.
import { InputError, TemplateError } from "../model/errors.ts";
import type { Value } from "../model/value.ts";
import { type Document, parseYaml, parseYamlAll, valueOf, type YamlTerms } from "./document.ts";

/**
 * A YAML text's value: `yes` is true, `1.0` a float, dates stay text. Throws TemplateError in words. `vaulted` is what `!vault` makes of a text; without
 * it the tag is refused.
 */
export function readYaml(text: string, terms: Pick<YamlTerms, "vaulted"> = {}): Value {
  return telling(() => whole(parseYaml(text, "", { ...terms, lenient: true })));
}

/** The values of a text of several documents. Throws TemplateError in words. */
export function readYamlAll(text: string): Value[] {
  return telling(() => parseYamlAll(text, "", { lenient: true }).map(whole));
}

function whole(document: Document): Value {
  return valueOf(document.root, document);
}

function telling<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const why = error.message.replace(/^This is not valid YAML: /, "");
    const { line, column } = error.place ?? {};
    throw new TemplateError(`Cannot read YAML: ${why}${line === undefined ? "" : ` (line ${line}, column ${column})`}`);
  }
}
