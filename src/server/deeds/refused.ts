// A deed that is not done, and why.
import type { Outcome, Trouble } from "./deed.ts";

/** `hint`: what to do instead, where the sentence does not say it. */
export function refused(trouble: Trouble, text: string, hint?: string): Outcome {
  return { ok: false, trouble, text, ...(hint === undefined ? {} : { hint }), data: null };
}
