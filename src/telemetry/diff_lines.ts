// A difference as people read it: unified, with Ansible's headers.
import type { Diff } from "../model/plan.ts";
import type { Writer } from "../ports/report.ts";
import { oneLine, visible } from "../words/visible.ts";

/** Turns a difference into coloured lines. */
export type DiffLines = (diff: Diff) => string[];

/** Ends the search for the shortest script after so many milliseconds: a diff is a courtesy and must not hold up a run. */
const patience = 1000;

/** Loads the diff library, once diffs are wanted. */
export async function loadDiffLines(paint: Pick<Writer, "style">): Promise<DiffLines> {
  const { structuredPatch } = await import("diff");
  return ({ header, before, after }) => {
    const name = oneLine(header);
    const heads = [
      paint.style("removed", `--- before: ${name}`),
      paint.style("added", `+++ after: ${name}`),
    ];
    const patch = structuredPatch("", "", before, after, "", "", { context: 3, timeout: patience });
    if (!patch) {
      return [...heads, `@@ too different to show: ${countLines(before)} lines before, ${countLines(after)} after @@`];
    }
    return [...heads, ...patch.hunks.flatMap((hunk) => [hunkHead(hunk), ...hunk.lines].map(paintLine))];
  };

  function paintLine(line: string): string {
    const text = visible(line);
    if (line.startsWith("+")) return paint.style("added", text);
    if (line.startsWith("-")) return paint.style("removed", text);
    return line.startsWith("@@") ? paint.style("notice", text) : text;
  }
}

function hunkHead(hunk: { oldStart: number; oldLines: number; newStart: number; newLines: number }): string {
  const range = (start: number, lines: number) =>
    lines === 1 ? `${start}` : `${lines === 0 ? start - 1 : start},${lines}`;
  return `@@ -${range(hunk.oldStart, hunk.oldLines)} +${range(hunk.newStart, hunk.newLines)} @@`;
}

function countLines(text: string): number {
  return text === "" ? 0 : text.split("\n").length - (text.endsWith("\n") ? 1 : 0);
}
