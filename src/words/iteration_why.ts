// Why an iteration came out as it did, in a line.
import type { IterationRow } from "../ports/archive.ts";

/** Of what is longer only the beginning is looked at, in characters. */
const MOST = 4000;

/** Its failures one after another, else what was thought: one line, not made harmless yet; empty where neither is on record. */
export function iterationWhy({ error, reasoning }: Pick<IterationRow, "error" | "reasoning">): string {
  const lines = (error ?? reasoning ?? "").slice(0, MOST).split("\n").map((text) => text.trim());
  return lines.filter((text) => text !== "").join(error === null ? " " : "; ");
}
