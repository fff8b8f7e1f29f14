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

/** A count that may be none. Throws InvalidArgumentError. */
export function countFromZero(text: string): number {
  const n = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(n)) {
    throw new InvalidArgumentError("It must be a whole number from 0 up.");
  }
  return n;
}

/** An amount of money. Throws InvalidArgumentError. */
export function dollars(text: string): number {
  const amount = Number(text.replace(/^\$/, ""));
  if (/^\$?\d*\.?\d+$/.test(text) && amount > 0) return amount;
  throw new InvalidArgumentError("It must be an amount of US dollars above 0, such as 0.50.");
}

/** What tokens cost, read and written. Throws InvalidArgumentError. */
export function pricePair(text: string): { in: number; out: number } {
  const parts = /^(\d*\.?\d+)\/(\d*\.?\d+)$/.exec(text);
  if (parts !== null) return { in: Number(parts[1]), out: Number(parts[2]) };
  throw new InvalidArgumentError("It must be two prices, US dollars per million tokens read and written: 3/15.");
}
