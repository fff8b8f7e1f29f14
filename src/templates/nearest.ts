// The known word that a mistyped one was probably meant to be.
import { closest, distance } from "fastest-levenshtein";

/** The nearest of the known words, when it is near enough to be a slip: a third of the letters, two at least. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const found = closest(word, known);
  return distance(word, found) <= Math.max(2, Math.floor(word.length / 3)) ? found : undefined;
}
