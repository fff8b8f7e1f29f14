// Tables that fit a terminal, and are never cut in a pipe.
import { fit, oneLine, widthOf } from "../words/visible.ts";

export interface Column {
  title: string;
  /** Numbers stand on the right. */
  right?: boolean;
  /** May be cut where the terminal is narrow; others only when nothing else is left. */
  flexible?: boolean;
  /** Its cells stand below their rows, whole, where the terminal is too narrow for them beside the others. One of a table at most. */
  below?: boolean;
}

const gap = 2;
/** A column is not cut below this. */
const least = 8;
/** What stands below a row begins here. */
const inset = "    ";

/** A heading and a line a row. Cells are made harmless and one line each; `columns` undefined means as wide as it gets. */
export function table(columns: Column[], rows: string[][], width: number | undefined): string {
  return tablePages(columns, width)(rows);
}

/** A table that is too long to be held: call the answer with some rows after the others. The heading comes with the first. */
export function tablePages(columns: Column[], width: number | undefined): (rows: string[][]) => string {
  const at = columns.findIndex(({ below }) => below === true);
  const beside = tableLines(columns, width);
  const above = tableLines(columns.toSpliced(at, 1), width);
  let lowered: boolean | undefined;
  return (rows) => {
    // One heading for all pages: the first decides.
    lowered ??= at >= 0 && width !== undefined &&
      tableLines(columns, undefined)(rows).some((line) => widthOf(line) > width);
    if (!lowered) return beside(rows).join("\n");
    const lines = above(rows.map((row) => row.toSpliced(at, 1)));
    const heading = lines.length - rows.length;
    return lines.flatMap((line, n) => [line, ...lowerLines(rows[n - heading]?.[at] ?? "", width ?? Infinity)]).join(
      "\n",
    );
  };
}

function lowerLines(cell: string, width: number): string[] {
  const text = oneLine(cell);
  return text === "" ? [] : broken(text, Math.max(least, width - inset.length)).map((line) => inset + line);
}

/** The same as lines, with every cell in its column. */
function tableLines(columns: Column[], width: number | undefined): (rows: string[][]) => string[] {
  let widths: number[] | undefined;
  return (rows) => {
    const cells = rows.map((row) => row.map(oneLine));
    const lines = widths === undefined ? [columns.map(({ title }) => title), ...cells] : cells;
    // What comes later may need more room, and never takes less: columns stay where they are as long as they can.
    const held: number[] = widths ?? columns.map(() => 0);
    const needed = columns.map((_, at) =>
      lines.reduce((most, line) => Math.max(most, widthOf(line[at] ?? "")), held[at] ?? 0)
    );
    if (width !== undefined) shrink(needed, columns, width);
    widths = needed;
    return lines.map((line) =>
      columns.map(({ right }, at) => {
        const text = fit(line[at] ?? "", needed[at] ?? 0);
        const space = " ".repeat((needed[at] ?? 0) - widthOf(text));
        return right ? space + text : text + space;
      }).join(" ".repeat(gap)).trimEnd()
    );
  };
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
