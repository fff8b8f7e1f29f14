// Ansible's one-line arguments: `copy: src=a dest="b c"` and `command: ls -l chdir=/tmp`.
import { newlinesAtEnd } from "./characters.ts";

/** A text cut at its blanks, where quotes and `{{ }}` hold together; each word as written. */
export function words(text: string): string[] {
  return cut(text).map(({ word }) => word);
}

/** The words, and where each begins. */
function cut(text: string): { word: string; from: number }[] {
  const found: { word: string; from: number }[] = [];
  let word = "";
  let quote = "";
  let depth = 0;
  const end = (at: number): void => {
    if (word !== "") found.push({ word, from: at - word.length });
    word = "";
  };
  for (let at = 0; at < text.length; at++) {
    const two = text.slice(at, at + 2);
    const char = text[at]!;
    if (quote === "" && ["{{", "{%", "{#"].includes(two)) {
      depth++;
      word += two;
      at++;
    } else if (depth > 0 && ["}}", "%}", "#}"].includes(two)) {
      depth--;
      word += two;
      at++;
    } else if (char === "\\" && at + 1 < text.length && depth === 0) {
      word += two;
      at++;
    } else if (depth === 0 && quote === "" && /\s/.test(char)) {
      end(at);
    } else {
      if (depth === 0 && quote === char) quote = "";
      else if (depth === 0 && quote === "" && (char === '"' || char === "'")) quote = char;
      word += char;
    }
  }
  end(text.length);
  return found;
}

/**
 * Splits `key=value` words from the rest. With `known`, only these keys count (a command's own `a=b` words stay part of it) and
 * the rest is the text that remains, as written.
 */
export function splitArguments(text: string, known?: readonly string[]): { args: Map<string, string>; rest: string } {
  const args = new Map<string, string>();
  const left: string[] = [];
  let at = 0;
  for (const { word, from } of cut(text)) {
    const match = /^([A-Za-z_]\w*)=([\s\S]*)$/.exec(word);
    if (match === null || (known !== undefined && !known.includes(match[1]!))) continue;
    args.set(match[1]!, unquote(match[2]!));
    left.push(text.slice(at, from));
    at = from + word.length;
    if (text[at] === " " || text[at] === "\t") at++;
  }
  const rest = [...left, text.slice(at)].join("");
  // A text of several lines keeps its last line end, as in Ansible's `cmd`.
  return { args, rest: rest.trim() + "\n".repeat(newlinesAtEnd(rest)) };
}

function unquote(text: string): string {
  const match = /^(["'])([\s\S]*)\1$/.exec(text);
  return (match === null ? text : match[2]!).replaceAll(ESCAPE, unescaped);
}

/** The escapes of Ansible's parse_kv; `\N{name}` is left as written. */
const ESCAPE = /\\(?:U[0-9a-fA-F]{8}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\\'"abfnrtv])/g;
const CHARACTERS: { [letter: string]: string } = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

function unescaped(escape: string): string {
  const letter = escape[1]!;
  if (escape.length === 2) return CHARACTERS[letter] ?? letter;
  const code = parseInt(escape.slice(2), 16);
  return code > 0x10ffff ? escape : String.fromCodePoint(code);
}
