// What a command of the program came to, as an outcome.
import type { Performed } from "../../ports/page_world.ts";
import type { Outcome, Trouble } from "./deed.ts";

/** Kinds of failures that are not about what was typed. */
const TROUBLES: { [kind: string]: Trouble } = {
  "not found": "not found",
  store: "store",
  bug: "bug",
  output: "bug",
  lease: "conflict",
};

/** `told`: what to say where it did its work; notes of the command go with it. */
export function performedOutcome({ data, notes, error }: Performed, told: string): Outcome {
  if (error === null) return { ok: true, text: [told, ...notes].join(". "), data };
  const { kind, message, hint } = error;
  return {
    ok: false,
    text: message,
    ...(hint === undefined ? {} : { hint }),
    trouble: TROUBLES[kind] ?? "input",
    data,
  };
}
