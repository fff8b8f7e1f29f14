// Filters for HTML and XML.
import { TemplateError } from "../../model/errors.ts";
import { asDict } from "../coerce.ts";
import { truthy } from "../compare.ts";
import { filter, type Filters } from "./definition.ts";
import { Undefined } from "../operand.ts";
import { pyRepr, pyStr } from "../python_text.ts";

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };

const escape = filter([], (value) => escaped(pyStr(value)));

/** HTML filters by name. */
export const HTML: Filters = {
  escape,
  e: escape,
  forceescape: escape,
  safe: filter([], pyStr),
  striptags: filter([], (value) => {
    const bare = pyStr(value).replace(/<!--[^]*?-->|<[^]*?>/g, "").trim().split(/\s+/).join(" ");
    return bare.replace(/&(?:amp|lt|gt|quot|#34|#39|nbsp);/g, (entity) => PLAIN[entity] ?? entity);
  }),
  xmlattr: filter(["autospace="], (value, [autospace = true]) => {
    const attributes: string[] = [];
    for (const [key, part] of asDict(value, "xmlattr(): the value")) {
      if (part === null || part instanceof Undefined) continue;
      const name = pyStr(key);
      if (/[\s/>=]/.test(name)) throw new TemplateError(`Invalid character in attribute name: ${pyRepr(name)}`);
      attributes.push(`${escaped(name)}="${escaped(pyStr(part))}"`);
    }
    return (truthy(autospace) && attributes.length > 0 ? " " : "") + attributes.join(" ");
  }),
};

const PLAIN: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#34;": '"',
  "&#39;": "'",
  "&nbsp;": "\u00a0",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}
