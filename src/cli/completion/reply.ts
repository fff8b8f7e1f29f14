// Completions in the form that each shell's script takes: a line that says how, then a line each.
import { quotedWithin } from "./bash_quotes.ts";
import type { Candidate } from "./candidate.ts";
import type { Completed } from "./offer.ts";
import { type Shell, type ShellWord, type Surroundings, typedLine } from "./shell_words.ts";
import { fit, widthOf } from "../../words/visible.ts";

/** What the script of a shell is told: `files`, `folders` or `words`, with ` nospace` where more belongs into the word. */
function how({ candidates, files }: Completed): string {
  const isOpen = candidates.length > 0 && candidates.every(({ open }) => open === true);
  return `${files ?? "words"}${isOpen ? " nospace" : ""}`;
}

/** For zsh and fish, which quote what they put in: values, a tab, and what is known of them. fish compares whole words. */
export function valuesReply(completed: Completed, shell: Shell): string {
  const before = shell === "fish" ? completed.before : "";
  const lines = completed.candidates.map(({ value, what }) => `${before}${value}\t${fit(what, WIDEST)}`);
  return [how(completed), ...lines].join("\n");
}

/** Columns of a sentence that zsh and fish are handed; they cut it again. */
const WIDEST = 100;

export interface BashTerms extends Surroundings {
  /** The end of the word, which readline puts the completion in place of. */
  part: string;
  /** Columns of a list that is shown; 0 where none is. */
  width: number;
}

/** For bash: what is put in place of `part`, quoted as it has to be there. In a list sentences stand behind, which nobody puts in. */
export function bashReply(completed: Completed, word: ShellWord, { part, width, env }: BashTerms): string {
  const texts = completed.candidates.flatMap((candidate) => {
    const text = inPlace(`${completed.before}${candidate.value}`, word, { part, env });
    return text === undefined ? [] : [{ text, ...candidate }];
  });
  // Within quotes the spaces that a sentence stands behind could become part of the word.
  const isList = width > 0 && texts.length > 1 && word.open === "" && texts.some(({ what }) => what !== "");
  return [how(completed), ...isList ? listed(texts, width) : texts.map(({ text }) => text)].join("\n");
}

function listed(texts: readonly (Candidate & { text: string })[], width: number): string[] {
  const column = Math.max(...texts.map(({ text }) => widthOf(text)));
  return texts.map(({ text, what }) => {
    const gap = " ".repeat(column - widthOf(text) + 2);
    return what === "" ? text : fit(`${text}${gap}(${what})`, Math.max(width - 1, widthOf(text)));
  });
}

/** Readline begins at the last `=`, `:` or quote: what stands before that stays as it was typed. */
function inPlace(full: string, { raw }: ShellWord, { part, env }: Pick<BashTerms, "part" | "env">): string | undefined {
  if (!raw.endsWith(part)) return undefined;
  const kept = typedLine(raw.slice(0, raw.length - part.length), "bash", { env }).words[0];
  if (kept?.text === undefined || !full.startsWith(kept.text)) return undefined;
  return quotedWithin(kept.open, full.slice(kept.text.length));
}
