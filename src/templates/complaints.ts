// Mistakes in a file, collected so that a reader gets all of them at once.
import { InputError, type Place, VaultClosed } from "../model/errors.ts";
import { nearest } from "./nearest.ts";

/** Collects sentences with places. */
export class Complaints {
  #found: { message: string; place: Place }[] = [];

  add(message: string, place: Place): void {
    this.#found.push({ message, place });
  }

  /** Runs a step; an InputError in it is collected and `undefined` returned. */
  try<T>(step: () => T): T | undefined {
    try {
      return step();
    } catch (error) {
      // A vault that is closed is no mistake in the file, and whoever has its password is to hear of nothing else.
      if (!(error instanceof InputError) || error instanceof VaultClosed || error.place === undefined) throw error;
      this.add(error.message, error.place);
      return undefined;
    }
  }

  /** Throws the first mistake, with the others (ten at most) below it. */
  throwIfAny(): void {
    const [first, ...others] = this.#found.toSorted((a, b) => (a.place.line ?? 0) - (b.place.line ?? 0));
    if (first === undefined) return;
    const more = others.slice(0, 10).map(({ message, place }) =>
      `\n${place.file}:${place.line}:${place.column}: ${message}`
    );
    const rest = others.length > 10 ? `\nand ${others.length - 10} more` : "";
    throw new InputError(first.message + more.join("") + rest, first.place);
  }
}

/** The sentence for a key that is not known at all. */
export function unknownKey(key: string, what: string, known: readonly string[]): string {
  const close = nearest(key, known);
  const hint = close === undefined ? `it may have ${known.join(", ")}` : `did you mean "${close}"?`;
  return `"${key}" is not a key of ${withArticle(what)}: ${hint}`;
}

/** "a look", "an action". */
export function withArticle(noun: string): string {
  return `${/^[aeiou]/i.test(noun) ? "an" : "a"} ${noun}`;
}
