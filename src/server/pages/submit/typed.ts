// What stands in the form: empty, or as it was typed before the command line refused it.
import type { SubmitFlag } from "../../deeds/submit_flags.ts";
import { line } from "../parts/cut.ts";
import type { Said } from "../view.ts";

/** Fields of the form: flags, and the goal in words. */
export type SubmitField = SubmitFlag | "goal";

/** What a form shows. */
export interface Typed {
  /** What was typed; of several values a line each. */
  text(field: SubmitField): string;
  /** Whether a box was ticked. */
  on(field: SubmitField): boolean;
  /** What is wrong with it: the refusal, where it names the flag; harmless. */
  wrong(field: SubmitField): string | undefined;
  /** Whether any of these was filled in. */
  any(fields: readonly SubmitField[]): boolean;
}

/** Out of what became of the submission before; null: there was none. */
export function typedOf(said: Said | null | undefined): Typed {
  const typed = new Map(Object.entries(said?.typed ?? {}));
  const refusal = said === null || said === undefined || said.ok ? "" : said.text;
  const text = (field: SubmitField) => (typed.get(field) ?? []).join("\n");
  return {
    text,
    on: (field) => text(field) !== "",
    wrong: (field) => new RegExp(`--${field}(?![\\w-])`).test(refusal) ? line(refusal, 1000) : undefined,
    any: (fields) => fields.some((field) => text(field).trim() !== ""),
  };
}
