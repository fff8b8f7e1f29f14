// Patterns of a policy against texts of which parts may be unknown, in time that no pattern can blow up.
import { fnmatch, isGlob } from "../templates/glob_match.ts";

/** Stands in a text for any text, an empty one too: what only the host will know. A private character, refused in what is judged. */
export const ANY = "\ue000";

/** Whether a text that is known fits. */
export function fits(pattern: string, text: string): boolean {
  return fnmatch(text, pattern);
}

/** Whether a text may fit once its unknown parts are known. Without unknown parts it is fits(). */
export function mayFit(pattern: string, text: string): boolean {
  if (!text.includes(ANY)) return fits(pattern, text);
  // A set of letters is taken for any letter: more may fit than will, never less.
  const wanted = Array.from(pattern.replace(/\[!?\]?[^\]]*\]/g, "?"));
  const given = Array.from(text);
  // reach[p]: the first p signs of the pattern may stand for what was read of the text so far.
  let reach = wanted.map(() => false).concat(false);
  reach[0] = true;
  spread(reach, wanted);
  for (const letter of given) {
    const next = reach.map(() => false);
    for (const [at, reached] of reach.entries()) {
      if (!reached) continue;
      if (letter === ANY) next.fill(true, at);
      else if (wanted[at] === "*") next[at] = true;
      else if (wanted[at] === "?" || wanted[at] === letter) next[at + 1] = true;
    }
    spread(next, wanted);
    reach = next;
  }
  return reach[wanted.length] === true;
}

/** Whether a pattern is a plain text. */
export function isPlain(pattern: string): boolean {
  return !isGlob(pattern);
}

/** A star may stand for nothing. */
function spread(reach: boolean[], wanted: readonly string[]): void {
  for (const [at, sign] of wanted.entries()) if (reach[at] && sign === "*") reach[at + 1] = true;
}
