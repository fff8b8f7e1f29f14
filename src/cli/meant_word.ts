// The known word that a mistyped one was probably meant to be.
import { closest, distance } from "fastest-levenshtein";

/** The nearest of the known words, where it is near enough to be a slip: a third of the letters, two at least. */
export function meantWord(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const near = closest(word, known);
  const slip = Math.max(2, Math.floor(word.length / 3));
  // Of a short word each other one is two slips away.
  return distance(word, near) <= Math.min(slip, near.length - 1, word.length - 1) ? near : undefined;
}
