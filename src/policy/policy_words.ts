// The words that a policy's file may have in certain places, and what is said of any other.
import { InputError } from "../model/errors.ts";
import type { Document, Entry } from "../templates/document.ts";
import { nearest } from "../templates/nearest.ts";

/** What a rule decides, and a test expects. */
export const VERDICTS = ["deny", "ask", "allow"];

/** Keys behind which one of a few words stands, in rules and in tests. */
export const CHOICES: Record<string, readonly string[]> = {
  expect: VERDICTS,
  by: ["playbook", "rule", "model", "human"],
  as: ["look", "deed"],
};

/** The error of a key that is unknown: `of` is what it stands in, `hint` a clause of how it is written. */
export function unknownKey(entry: Entry, known: readonly string[], { of, document, hint = "" }: {
  of: string;
  document: Document;
  hint?: string;
}): InputError {
  const sentence = `"${entry.key}" is no key of ${of}${meant(entry.key, known)}: ${known.join(", ")} may stand here`;
  return new InputError(`${sentence}${hint}`, document.place(entry.keyNode));
}

/** What is said of a word that is none of the choices of a key. */
export function noChoice(key: string, word: string, choices: readonly string[]): string {
  return `${key} is one of ${choices.join(", ")}, not "${word}"${meant(word, choices)}`;
}

/** ` (did you mean WORD?)`; empty where no known word is near. */
export function meant(text: string, known: readonly string[]): string {
  const near = nearest(text, known);
  return near === undefined ? "" : ` (did you mean ${near}?)`;
}
