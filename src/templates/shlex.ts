// The words of a line as Python's shlex.split cuts them.
import { TemplateError } from "../model/errors.ts";

/** A word without its quotes, and where it begins, counted from 0. */
export interface Word {
  text: string;
  at: number;
}

/** Why a line has no words: a quote or backslash at `at` is followed by nothing. */
export interface Unended {
  error: string;
  /** What Python's shlex says of it, and so do Ansible's modules. */
  python: string;
  at: number;
}

/** The words; with `comments` what stands behind a "#" is left out. */
export function shlex(line: string, { comments }: { comments: boolean }): Word[] | Unended {
  const words: Word[] = [];
  let word: Word | undefined;
  let quote = "";
  let quotedAt = 0;
  for (let at = 0; at < line.length; at++) {
    const char = line[at]!;
    if (quote !== "") {
      if (char === quote) quote = "";
      else if (char === "\\" && quote === '"') {
        const next = line[++at];
        if (next === undefined) return { ...LONE_BACKSLASH, at: at - 1 };
        word!.text += next === "\\" || next === '"' ? next : `\\${next}`;
      } else word!.text += char;
    } else if (" \t\r\n".includes(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === "#" && comments) break;
    else {
      word ??= { text: "", at };
      if (char === "'" || char === '"') [quote, quotedAt] = [char, at];
      else if (char === "\\") {
        const next = line[++at];
        if (next === undefined) return { ...LONE_BACKSLASH, at: at - 1 };
        word.text += next;
      } else word.text += char;
    }
  }
  if (quote !== "") {
    return { error: `the quote ${quote} is not closed`, python: "No closing quotation", at: quotedAt };
  }
  return word === undefined ? words : [...words, word];
}

const LONE_BACKSLASH = { error: "a backslash stands at the end of the line", python: "No escaped character" };

/** The words of a command line that stands in a variable. Throws TemplateError for a quote or backslash that is followed by nothing. */
export function splitWords(text: string): string[] {
  const words = shlex(text, { comments: false });
  if (!Array.isArray(words)) throw new TemplateError(`Cannot read ${JSON.stringify(text)}: ${words.error}`);
  return words.map((word) => word.text);
}
