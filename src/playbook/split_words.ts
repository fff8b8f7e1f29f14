// Words of a command line that stands in a variable, as Python's shlex splits them.
import { TemplateError } from "../model/errors.ts";

/** The words, quotes and backslashes taken away. Throws TemplateError for a quotation mark that is never closed. */
export function splitWords(text: string): string[] {
  const words = text.match(WORD) ?? [];
  if (text.replaceAll(WORD, "").trim() !== "") {
    throw new TemplateError(`Cannot read ${JSON.stringify(text)}: a quotation mark is never closed`);
  }
  return words.map((word) =>
    word.replaceAll(PART, (part, double?: string, single?: string) => {
      if (double !== undefined) return double.replaceAll(/\\(["\\])/g, "$1");
      if (single !== undefined) return single;
      return part.slice(1);
    })
  );
}

const WORD = /(?:[^\s"'\\]|\\.|"(?:[^"\\]|\\.)*"|'[^']*')+/gs;
const PART = /"((?:[^"\\]|\\.)*)"|'([^']*)'|\\./gs;
