// Rows of a list in columns: those that matter less go where the terminal is narrow.
import type { Style } from "../../ports/report.ts";
import { fit, widthOf } from "../../words/visible.ts";
import { paint } from "../writer.ts";

/** A column of a list. */
export interface ListColumn {
  title: string;
  right?: boolean;
  /** Columns that are left out first have the larger number; those with 0 stay. */
  spare: number;
  /** Takes the room that is left, and is cut where there is too little; at least so wide. */
  flexible?: number;
}

/** What stands in a row, harmless and on one line; and its colour. */
export interface ListCell {
  text: string;
  style?: Style | undefined;
}

/** Between two of them. */
const GAP = 2;

/** The heading and the rows, each at most `columns` wide. */
export function listed(
  given: readonly ListColumn[],
  rows: readonly (readonly ListCell[])[],
  columns: number,
): { heading: string; rows: string[] } {
  const natural = given.map(({ title }, at) => Math.max(widthOf(title), ...rows.map((row) => widthOf(row[at]!.text))));
  const empty = given.map((_, at) => rows.length > 0 && rows.every((row) => row[at]!.text === ""));
  let shown = given.map((_, at) => at).filter((at) => !empty[at] || given[at]!.spare === 0);
  const least = (at: number) => Math.min(natural[at]!, given[at]!.flexible ?? Infinity);
  const needs = () => shown.reduce((sum, at) => sum + least(at) + GAP, -GAP);
  while (needs() > columns) {
    const spare = Math.max(...shown.map((at) => given[at]!.spare));
    if (spare === 0) break;
    shown = shown.filter((at) => given[at]!.spare !== spare);
  }
  const widths = roomFor(shown.map((at) => ({ least: least(at), natural: natural[at]! })), columns - needs());
  const line = (texts: readonly ListCell[]) =>
    shown.map((at, n) => {
      const { text, style } = texts[at]!;
      const cell = fit(text, widths[n]!);
      const space = " ".repeat(Math.max(0, widths[n]! - widthOf(cell)));
      const painted = style === undefined ? cell : paint(style, cell);
      return given[at]!.right === true ? space + painted : painted + (n === shown.length - 1 ? "" : space);
    }).join(" ".repeat(GAP));
  return { heading: line(given.map(({ title }) => ({ text: title }))), rows: rows.map(line) };
}

/** What is left goes to those that want more, the earlier ones first with as much as the later ones. */
function roomFor(wants: readonly { least: number; natural: number }[], left: number): number[] {
  const widths = wants.map(({ least }) => least);
  let room = Math.max(0, left);
  while (room > 0) {
    const wanting = wants.flatMap(({ natural }, at) => natural > widths[at]! ? [at] : []);
    if (wanting.length === 0) break;
    const each = Math.max(1, Math.floor(room / wanting.length));
    for (const at of wanting) {
      const more = Math.min(each, room, wants[at]!.natural - widths[at]!);
      widths[at] = widths[at]! + more;
      room -= more;
    }
  }
  return widths;
}
