// Text of the form `word key=value other="with blanks"`, as Ansible splits it.
import { TemplateError } from "../model/errors.ts";

const WORD = /(?:[^\s"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')+/gs;

/** Words with an equals sign by their names, the others joined by blanks. Quotes around a value are taken off. Throws TemplateError. */
export function keyValues(text: string): { named: [string, string][]; free: string } {
  if (text.replace(WORD, "").trim() !== "") {
    throw new TemplateError(`Cannot read "${text}": a quotation mark is never closed`);
  }
  const named: [string, string][] = [];
  const free: string[] = [];
  for (const word of text.match(WORD) ?? []) {
    const [, key, value] = /^([^=]*[^=\\])=(.*)$/s.exec(word) ?? [];
    if (key === undefined || value === undefined) free.push(word.replaceAll("\\=", "="));
    else named.push([key.trim(), unquoted(value.trim())]);
  }
  return { named, free: free.join(" ") };
}

function unquoted(text: string): string {
  return text.length > 1 && /^(["'])[^]*\1$/.test(text) && text.at(-2) !== "\\" ? text.slice(1, -1) : text;
}
