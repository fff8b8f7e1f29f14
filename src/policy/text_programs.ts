// sed and awk: which of their texts only print.
import { ANY } from "./glob.ts";
import { readOptions } from "./options.ts";
import type { Word } from "./shell_syntax.ts";

const PART = String.raw`(?:[^/\\\n]|\\[^\n])*`;
const ADDRESS = String.raw`(?:\d+|\$|/${PART}/)`;
/** `5,10p`, `/x/d`, `s/a/b/g`: no file is written, nothing is run (`e`, `w` and their flags are not among them). */
const SED = new RegExp(
  `^\\s*(?:${ADDRESS}(?:,(?:\\+?\\d+|${ADDRESS}))?)?\\s*!?\\s*(?:[pdqnNDPGHhgx=]|s/${PART}/${PART}/[gpI0-9]*)\\s*$`,
);

/** Whether a sed only prints. */
export function sedReads(words: readonly Word[]): boolean {
  const options = {
    flags: "nrEzus",
    values: "e",
    names: "quiet silent regexp-extended posix null-data",
    named: "expression",
  };
  const read = readOptions(words, options, { mixed: true });
  if (read === null) return false;
  const written = read.given.filter(({ name }) => name === "-e" || name === "--expression");
  const texts = written.length > 0 ? written.map(({ value }) => value?.text ?? ANY) : [read.rest[0]?.text ?? ANY];
  return texts.every((text) =>
    !text.includes(ANY) && text.split(/\n|;(?=\s*(?:[\d$]|[pdq]))/).every((line) => SED.test(line))
  );
}

/** Whether an awk only prints: no pipe, no file, no `system`, and no call by a name that it makes up. */
export function awkReads(words: readonly Word[]): boolean {
  const read = readOptions(words, { values: "Fv" }, { mixed: false });
  if (read === null) return false;
  const code = read.rest[0];
  if (code === undefined || code.split || code.text.includes(ANY)) return false;
  const plain = code.text.replaceAll("||", "");
  return !/[|>@]|system|getline|include|load|extension|\\\n/.test(plain);
}
