// The rules that loops go by, for people: read from their folders, with what speaks for each.
import type { RuleStatus } from "../model/rule.ts";
import type { RuleUse } from "./decision_archive.ts";

/** A rule as a page shows it. */
export interface RuleSheet {
  name: string;
  description: string | null;
  status: RuleStatus;
  /** Absolute paths. */
  folder: string;
  file: string;
  /** The goal that it is for; null: any. */
  goal: string | null;
  /** Its file as it is written. */
  text: string;
  /** Who proposed or wrote it, who approved it, as its file says. */
  origin: { [key: string]: unknown };
  /** What a human should know of it, the gravest first. */
  remarks: string[];
  /** What a test on the record said when it was proposed, in a sentence; null where none was made. */
  evidence: string | null;
  /** How often it has decided; null: never. */
  use: RuleUse | null;
  /** Numbers of loops that have not ended and go by its folder. */
  loops: number[];
}

/** Reads them anew at each call. */
export interface RuleBook {
  /** Of the folders that loops name and the one where this program was started, by folder and file name; and what is wrong with files that are none. */
  rules(): Promise<{ rules: RuleSheet[]; mistakes: string[] }>;
  /**
   * Tries a rule on the whole record now, as `rules backtest` does: in a sentence, with a line more for each of the newest decisions that were otherwise.
   * Undefined where there is no such rule in any of the folders that are read. Throws InputError for a folder that cannot be.
   */
  backtest(folder: string, name: string): Promise<string | undefined>;
}
