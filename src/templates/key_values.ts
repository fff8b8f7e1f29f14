// Text of the form `word key=value other="with blanks"`, as Ansible splits it.
import { TemplateError } from "../model/errors.ts";

const QUOTED = /"[^"\\]*(?:\\[^][^"\\]*)*"|'[^'\\]*(?:\\[^][^'\\]*)*'/y;

/** Words with an equals sign by their names, the others joined by blanks. Quotes around a value are taken off. Throws TemplateError. */
export function keyValues(text: string): { named: [string, string][]; free: string } {
  const named: [string, string][] = [];
  const free: string[] = [];
  for (const word of wordsOf(text)) {
    const [, key, value] = /^([^=]*[^=\\])=(.*)$/s.exec(word) ?? [];
    if (key === undefined || value === undefined) free.push(word.replaceAll("\\=", "="));
    else named.push([key.trim(), unquoted(value.trim())]);
  }
  return { named, free: free.join(" ") };
}

/** Words as written: blanks part them, but not within quotes. */
function wordsOf(text: string): string[] {
  const words: string[] = [];
  let word = "";
  const end = (): void => {
    if (word !== "") words.push(word);
    word = "";
  };
  for (let at = 0; at < text.length;) {
    QUOTED.lastIndex = at;
    const char = text.charAt(at);
    const isQuote = char === '"' || char === "'";
    const piece = isQuote ? QUOTED.exec(text)?.[0] : char;
    if (piece === undefined) throw new TemplateError(`Cannot read "${text}": a quotation mark is never closed`);
    if (/^\s$/.test(piece)) end();
    else word += piece;
    at += piece.length;
  }
  end();
  return words;
}

function unquoted(text: string): string {
  return text.length > 1 && /^(["'])[^]*\1$/.test(text) && text.at(-2) !== "\\" ? text.slice(1, -1) : text;
}
