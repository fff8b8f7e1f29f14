// What this machine was found to be like, before work begins on it.

/**
 * `ok`: as it should be. `note`: worth knowing, nothing is missing for most people's work. `warning`: something will go wrong for some. `problem`: work
 * cannot begin or will fail. `unseen`: it could not be looked at.
 */
export type Standing = "ok" | "note" | "warning" | "problem" | "unseen";

/** One thing that was looked at. Nothing in it is secret. */
export interface Finding {
  /** A word or two: `database`, `ssh keys`, `host web1`. */
  about: string;
  standing: Standing;
  /** What was found: version, path, number. A sentence without its full stop. */
  found: string;
  /** What to do about it, commands to type as they are; empty where nothing is to be done. */
  mend: string[];
}
