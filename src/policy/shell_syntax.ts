// The parts of a shell text, as a policy looks at them.

/** A word as the program will get it. */
export interface Word {
  /** Without its quotes; ANY stands for what only the host will know (variables, substitutions, file names). */
  text: string;
  /** It may become several words: `files` all of which begin with what is known before the first ANY, or any `words`, or none. */
  split?: "files" | "words";
  /** A part of it was quoted: it is no keyword and no assignment. */
  quoted: boolean;
}

/** `2>&1`, `< file`; here-documents have the operator `<<` and no target. */
export interface Redirect {
  operator: string;
  target: Word | null;
}

/** A program with its arguments, and what was written around it. */
export interface SimpleCommand {
  words: Word[];
  assignments: { name: string; value: Word }[];
  redirects: Redirect[];
}

/** What a text holds. */
export interface ShellText {
  /** All simple commands, those of substitutions, branches and functions too, in the order in which they stand. */
  commands: SimpleCommand[];
  /** Why more may be started than `commands` says, as a clause; absent: nothing else is. */
  unsure?: string;
}

/** Thrown where a text cannot be read for certain. */
export class Unsure extends Error {
  override name = "Unsure";
}
