// Tables that fit a terminal, and are never cut in a pipe.
import { fit, oneLine, widthOf } from "./visible.ts";

export interface Column {
  title: string;
  /** Numbers stand on the right. */
  right?: boolean;
  /** May be cut where the terminal is narrow; others only when nothing else is left. */
  flexible?: boolean;
}

const gap = 2;
/** A column is not cut below this. */
const least = 8;

/** A heading and a line a row. Cells are made harmless and one line each; `columns` undefined means as wide as it gets. */
export function table(columns: Column[], rows: string[][], width: number | undefined): string {
  const cells = rows.map((row) => row.map(oneLine));
  const lines = [columns.map(({ title }) => title), ...cells];
  const widths = columns.map((_, at) => Math.max(...lines.map((line) => widthOf(line[at] ?? ""))));
  if (width !== undefined) shrink(widths, columns, width);
  return lines.map((line) =>
    columns.map(({ right }, at) => {
      const text = fit(line[at] ?? "", widths[at] ?? 0);
      const space = " ".repeat((widths[at] ?? 0) - widthOf(text));
      return right ? space + text : text + space;
    }).join(" ".repeat(gap)).trimEnd()
  ).join("\n");
}

/** Takes columns away where there is most, flexible ones first. */
function shrink(widths: number[], columns: Column[], width: number): void {
  const excess = () => widths.reduce((sum, one) => sum + one + gap, -gap) - width;
  for (const wanted of [(column: Column) => column.flexible === true, () => true]) {
    const may = columns.flatMap((column, at) => wanted(column) ? [at] : []);
    while (excess() > 0) {
      const widest = may.reduce((best, at) => (widths[at] ?? 0) > (widths[best] ?? 0) ? at : best, may[0] ?? -1);
      if ((widths[widest] ?? 0) <= least) break;
      widths[widest] = (widths[widest] ?? 0) - 1;
    }
  }
}

/** Names and values, a line each, values in one column. Values may have several lines; `width` breaks long ones between words. */
export function pairs(entries: [name: string, value: string][], width?: number): string {
  const names = Math.max(0, ...entries.map(([name]) => widthOf(name)));
  const indent = " ".repeat(names + gap);
  const room = width === undefined ? Infinity : Math.max(least, width - names - gap);
  return entries.map(([name, value]) => {
    const lines = value.split("\n").flatMap((line) => broken(line, room));
    return `${name}${" ".repeat(names - widthOf(name) + gap)}${lines.join(`\n${indent}`)}`.trimEnd();
  }).join("\n");
}

/** A line as lines of at most so many columns; a longer word stays whole. */
function broken(line: string, room: number): string[] {
  if (widthOf(line) <= room) return [line];
  const lines: string[] = [];
  for (const word of line.split(" ")) {
    const longer = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && widthOf(longer) <= room) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}
