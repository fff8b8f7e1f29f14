// Filters for HTML and XML.
import { TemplateError } from "../../model/errors.ts";
import { words } from "../characters.ts";
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
    const bare = words(withoutTags(withoutTags(pyStr(value), "<!--", "-->"), "<", ">")).join(" ");
    return bare.replace(/&(?:(amp|lt|gt|quot|nbsp)|#(\d{1,7})|#[xX]([\da-fA-F]{1,6}));/g, unescaped);
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

function withoutTags(text: string, open: string, close: string): string {
  const kept: string[] = [];
  let from = 0;
  while (true) {
    const start = text.indexOf(open, from);
    const end = start < 0 ? -1 : text.indexOf(close, start);
    if (end < 0) return kept.join("") + text.slice(from);
    kept.push(text.slice(from, start));
    from = end + close.length;
  }
}

const PLAIN: Record<string, string> = {
  "&amp;": "&",
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&nbsp;": "\u00a0",
};

function unescaped(entity: string, name: string | undefined, decimal: string | undefined, hex: string): string {
  if (name !== undefined) return PLAIN[entity] ?? entity;
  const code = decimal === undefined ? parseInt(hex, 16) : Number(decimal);
  return code === 0 || code > 0x10ffff ? "\ufffd" : String.fromCodePoint(code);
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ENTITIES[char] ?? char);
}
