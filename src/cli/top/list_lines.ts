// A list on the screen: its heading, its rows, the chosen one marked.
import { paint } from "../writer.ts";
import { type ListCell, type ListColumn, listed } from "./columns.ts";
import { padded } from "./painted.ts";
import type { PagedList } from "./paged_list.ts";
import type { Size } from "./view.ts";

const INVERSE = "\x1b[7m";
const END = "\x1b[0m";

/** `none` stands where no row is. */
export function listLines<Row extends { id: number }>(
  list: PagedList<Row>,
  { columns, cells, none }: { columns: readonly ListColumn[]; cells: (row: Row) => ListCell[]; none: string[] },
  size: Size,
): string[] {
  const { rows, at, above, below } = list.window(size.rows - 1);
  if (rows.length === 0) return none;
  const room = size.columns - 2;
  const { heading, rows: lines } = listed(columns, rows.map(cells), room);
  const more = above && below ? "↕" : above ? "↑" : below ? "↓" : "";
  return [
    paint("heading", `  ${padded(heading, room - more.length)}${more}`),
    ...lines.map((line, index) => index === at ? marked(padded(`> ${line}`, size.columns)) : `  ${line}`),
  ];
}

/** Light on dark where the terminal is dark on light, whatever colours are in it. */
function marked(line: string): string {
  return `${INVERSE}${line.replaceAll(END, END + INVERSE)}${END}`;
}
