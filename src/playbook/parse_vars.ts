// Variables as a play or a task writes them.
import type { Dict } from "../model/value.ts";
import { entries, valueOf, type YamlNode } from "../templates/document.ts";
import type { Parsing } from "./parsing.ts";
import { checkTemplates } from "../templates/template_places.ts";

/** Whether a text can name a variable. */
export function identifier(text: string): boolean {
  return /^[A-Za-z_]\w*$/.test(text);
}

/** A mapping of variables, with the templates in it checked. */
export function parseVars(node: YamlNode | null, parsing: Parsing): Dict {
  const { document, complaints } = parsing;
  const found = entries(node);
  if (found === undefined) {
    if (node !== null) complaints.add('"vars" is a mapping of names to values', document.place(node));
    return new Map();
  }
  for (const { key, keyNode } of found) {
    if (!identifier(key) && key !== "<<") {
      complaints.add(
        `"${key}" cannot be a variable's name: letters, digits and underscores, no digit first`,
        document.place(keyNode),
      );
    }
  }
  checkTemplates(node, parsing);
  return complaints.try(() => valueOf(node, document)) as Dict | undefined ?? new Map();
}
