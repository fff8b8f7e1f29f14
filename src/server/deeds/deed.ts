// What people ask for with a button, and what becomes of it.
import type { Json } from "../../model/json.ts";
import type { SubmitFlag } from "./submit_flags.ts";

/** One thing that a person wants done. Loops and prompts by their numbers. */
export type Deed =
  | AnswerDeed
  | { kind: "pause"; loop: number; reason?: string; for?: string }
  | { kind: "resume"; loop: number; now?: boolean }
  | { kind: "cancel"; loop: number; reason?: string }
  | { kind: "retry"; loop: number }
  | SubmitDeed
  | RuleDeed;

/** An answer to a prompt, as a human says it. */
export interface AnswerDeed {
  kind: "answer";
  prompt: number;
  /** An option by its text or number, or own words. */
  response: string;
  comment?: string;
  /** The prompt's `about` as it was shown: where it is another one by now, nothing is done. Absent: it is not compared. */
  about?: string | null;
}

/** A loop to put on record. */
export interface SubmitDeed {
  kind: "submit";
  /** In words; "": `file` says it. */
  goal: string;
  /** By their names on the command line; true: it is given. */
  flags: { [flag in SubmitFlag]?: string | readonly string[] | true };
}

/** A word about a rule. */
export interface RuleDeed {
  kind: "rule";
  what: "approve" | "disable";
  /** Absolute path. */
  folder: string;
  name: string;
  /** The rule's text as it was shown: where it is another one by now, nothing is done. Absent: it is not compared. */
  text?: string;
}

/**
 * Why something was not done: what was asked makes no sense, there is no such thing, its state does not allow it, the visitor may not, the
 * database cannot be used, a bug of ours.
 */
export type Trouble = "input" | "not found" | "conflict" | "forbidden" | "store" | "bug";

/** What became of a deed. */
export type Outcome =
  | { ok: true; text: string; data: Json }
  | { ok: false; text: string; hint?: string; trouble: Trouble; data: Json };

/** An outcome beside the command that does the same. */
export type Done = Outcome & { command: string };
