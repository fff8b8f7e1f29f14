// A difference line by line, as pages draw it.
import { isObject, type Json } from "../../../model/json.ts";
import type { Diff } from "../../../model/plan.ts";
import { jsonText } from "./cut.ts";

/** A line of a difference; `gap`: lines that are alike are left out here; `note`: words of ours. */
export interface DiffLine {
  kind: "same" | "added" | "removed" | "gap" | "note";
  before: number | null;
  after: number | null;
  text: string;
}

/** Ends the search for the shortest script after so many milliseconds: a page does not wait for it. */
const PATIENCE = 30;
/** Longer texts are not compared, they are told of. */
const MOST = 400_000;

/** What is on record as a difference; what is none is left out (null for what no_log hides, other shapes in rows of the original). */
export function diffsOf(value: Json): Diff[] {
  const all = Array.isArray(value) ? value : [value];
  return all.flatMap((one) => {
    if (!isObject(one)) return [];
    const { header = "", before = "", after = "" } = one;
    return [{ header: jsonText(header), before: jsonText(before), after: jsonText(after) }];
  });
}

/** Unified, three lines around each change; at most so many lines. */
export async function diffLines({ before, after }: Diff, most: number): Promise<DiffLine[]> {
  if (before.length + after.length > MOST) return [tooLong(before, after)];
  const { structuredPatch } = await import("diff");
  const patch = structuredPatch("", "", before, after, "", "", { context: 3, timeout: PATIENCE });
  if (patch === undefined) return [tooLong(before, after)];
  const lines = patch.hunks.flatMap((hunk, n): DiffLine[] => {
    let [old, now] = [hunk.oldStart, hunk.newStart];
    const rows = hunk.lines.map((row): DiffLine => {
      const line = row.slice(1);
      if (row.startsWith("+")) return { kind: "added", before: null, after: now++, text: line };
      if (row.startsWith("-")) return { kind: "removed", before: old++, after: null, text: line };
      if (row.startsWith("\\")) return { kind: "note", before: null, after: null, text: "no line end here" };
      return { kind: "same", before: old++, after: now++, text: line };
    });
    const gap = n === 0 && hunk.oldStart <= 1 ? [] : [{ kind: "gap" as const, before: null, after: null, text: "" }];
    return [...gap, ...rows];
  });
  const left = lines.length - most;
  return left <= 0
    ? lines
    : [...lines.slice(0, most), { kind: "note", before: null, after: null, text: `${left} more lines` }];
}

function tooLong(before: string, after: string): DiffLine {
  const size = (text: string) => `${text.length.toLocaleString("en")} characters`;
  return {
    ...{ kind: "note", before: null, after: null },
    text: `too long to compare here: ${size(before)} before, ${size(after)} after`,
  };
}
