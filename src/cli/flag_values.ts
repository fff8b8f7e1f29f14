// What the values of flags are read as, where a flag is more than its text.
import { InvalidArgumentError } from "commander";

/** Each use of the flag adds to those before. */
export function together(text: string, before: string[] = []): string[] {
  return [...before, text];
}

/** A count. Throws InvalidArgumentError. */
export function wholeNumber(text: string): number {
  const n = Number(text);
  if (!Number.isSafeInteger(n) || n < 1) throw new InvalidArgumentError("It must be a whole number from 1 up.");
  return n;
}
