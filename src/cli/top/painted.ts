// Text with our own colours in it: measured, cut and broken to a width.
import { cellsOf, widthOf } from "../../words/visible.ts";
import { unpainted } from "../writer.ts";

const PAINT = new RegExp("(\x1b\\[\\d*m)");
const END = "\x1b[0m";

/** Columns that it takes. */
export function widthOfPainted(line: string): number {
  return widthOf(unpainted(line));
}

/**
 * The line in lines of at most so many columns, each with its colours for itself; all but the first begin with the mark, where there is room for it.
 * Words are broken only where they do not fit at all.
 */
export function wrapped(line: string, columns: number, mark = ""): string[] {
  const whole = line.replaceAll("\t", "    ");
  if (widthOfPainted(whole) <= columns) return [whole];
  const begin = columns < 10 ? "" : mark;
  const lines: string[] = [];
  let rest = cellsOfPainted(whole);
  while (rest.length > 0) {
    const room = lines.length === 0 ? columns : columns - widthOf(begin);
    const most = Math.max(1, fitting(rest, room));
    const space = most < rest.length ? rest.slice(0, most + 1).findLastIndex(({ letter }) => letter === " ") : -1;
    const indent = rest.findIndex(({ letter }) => letter !== " ");
    // A line that is set in is not broken before its first word.
    const at = space > Math.max(indent, room / 2) ? space : most;
    lines.push((lines.length === 0 ? "" : begin) + textOf(rest.slice(0, at)));
    rest = rest.slice(rest[at]?.letter === " " && at === space ? at + 1 : at);
  }
  return lines;
}

/** The line in exactly so many columns: cut with an ellipsis, or filled up with spaces. */
export function padded(line: string, columns: number): string {
  const text = cut(line, columns);
  return text + " ".repeat(Math.max(0, columns - widthOfPainted(text)));
}

/** The line in at most so many columns, cut with an ellipsis. */
export function cut(line: string, columns: number): string {
  if (widthOfPainted(line) <= columns) return line;
  if (columns < 1) return "";
  const cells = cellsOfPainted(line);
  return textOf([...cells.slice(0, fitting(cells, columns - 1)), { letter: "…", width: 1, style: "" }]);
}

/** A letter with the colour that it stands in; empty: none. */
interface Cell {
  letter: string;
  width: number;
  style: string;
}

function cellsOfPainted(line: string): Cell[] {
  let style = "";
  return line.split(PAINT).flatMap((part) => {
    if (!PAINT.test(part)) return cellsOf(part).map((cell) => ({ ...cell, style }));
    style = part === END ? "" : style + part;
    return [];
  });
}

/** How many of them fit. */
function fitting(cells: readonly Cell[], columns: number): number {
  let width = 0;
  const end = cells.findIndex((cell) => (width += cell.width) > columns);
  return end < 0 ? cells.length : end;
}

function textOf(cells: readonly Cell[]): string {
  let text = "";
  let now = "";
  for (const { letter, style } of cells) {
    if (style !== now) text += (now === "" ? "" : END) + style;
    now = style;
    text += letter;
  }
  return now === "" ? text : text + END;
}
