// What of a program only reads: its options and operands. Whatever is not written is not known as reading.
import { ANY } from "./glob.ts";
import type { Options, Read } from "./options.ts";
import type { Word } from "./shell_syntax.ts";

/** What of a program only reads. */
export interface Reading {
  options: Options;
  /** What the operands may be; absent: anything. */
  operands?: (rest: readonly Word[], read: Read) => boolean;
  /** Whom it asks something of: names and addresses as they are written. Absent: whatever looks like a URL. */
  asks?: (rest: readonly Word[], read: Read) => readonly Word[];
  /** Options end with the first operand: a second one would be written to, even if it looks like an option. */
  strict?: boolean;
}

/** What the first operand may be. */
export function first(pattern: RegExp): (rest: readonly Word[]) => boolean {
  return (rest) => pattern.test(plain(rest[0]));
}

/** No operand. */
export function none(rest: readonly Word[]): boolean {
  return rest.length === 0;
}

/** No operand, or a first one of these. */
export function noneOr(pattern: RegExp): (rest: readonly Word[]) => boolean {
  return (rest) => rest.length === 0 || pattern.test(plain(rest[0]));
}

/** The text of a word that is known; empty for any other. */
export function plain(word: Word | undefined): string {
  return word === undefined || word.split || word.text.includes(ANY) ? "" : word.text;
}

/** An address that is written out: what was read before cannot be sent away with it. */
export function isWebAddress({ text, split }: Word): boolean {
  return !split && !text.includes(ANY) && (/^https?:\/\//.test(text) || /^[\w.-]+(:\d+)?(\/[\w./?=&%-]*)?$/.test(text));
}
