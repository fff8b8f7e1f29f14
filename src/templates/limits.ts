// How far a template may go before it is stopped, so that none fills the memory or runs for ever.
import { TemplateError } from "../model/errors.ts";

/** Characters of any text that an expression makes. */
const MAX_TEXT = 10_000_000;
/** Items of any list that an expression makes. */
const MAX_ITEMS = 100_000;
/** Nodes evaluated by one template, with the variables and files that it uses. */
export const MAX_STEPS = 2_000_000;
/** Decimal digits of an int; Python refuses to print longer ones, too. */
export const MAX_DIGITS = 4300;
/** Brackets, blocks and calls inside one another. */
export const MAX_DEPTH = 100;
/** Lists and dictionaries inside one another, in a value that is read or leaves a template: whoever goes through it later calls himself for each. */
export const MAX_LEVELS = 1000;
/** Variables and files whose templates use one another. */
export const MAX_NESTED = 150;

/** Throws TemplateError when a text would be too long. */
export function checkText(length: number): void {
  if (length > MAX_TEXT) throw new TemplateError(`Cannot make a text of more than ${MAX_TEXT} characters`);
}

/** Throws TemplateError when a list would be too long. */
export function checkItems(count: number): void {
  if (count > MAX_ITEMS) throw new TemplateError(`Cannot make a list of more than ${MAX_ITEMS} items`);
}

/** Pieces joined, measured before they are. */
export function joined(pieces: string[], separator = ""): string {
  let length = Math.max(0, pieces.length - 1) * separator.length;
  for (const piece of pieces) length += piece.length;
  checkText(length);
  return pieces.join(separator);
}

/** A text repeated, measured before it is. */
export function repeated(text: string, times: number): string {
  const count = Math.max(0, times);
  checkText(text.length * count);
  return text.length === 0 ? "" : text.repeat(count);
}
