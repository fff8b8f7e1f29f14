// What would complete a word, and what is known of it.
import { oneLine } from "../../words/visible.ts";

export interface Candidate {
  value: string;
  /** One line, harmless to a terminal; empty where there is nothing to say. */
  what: string;
  /** More belongs into the same word: no space comes behind it. */
  open?: boolean;
}

/** Candidates, or what the shell itself knows how to complete. */
export interface Offer {
  candidates: Candidate[];
  files?: "files" | "folders";
}

/** Letters of a name that somebody would complete. */
const LONGEST = 200;

/**
 * A candidate of what others wrote; undefined where it cannot stand on a command line: with a control character in it it could not be read
 * there, and a dash at its beginning makes it a flag.
 */
export function foreign(value: string, what: string): Candidate | undefined {
  if (value === "" || value.length > LONGEST || value.startsWith("-") || oneLine(value) !== value) return undefined;
  return { value, what: oneLine(what) };
}
