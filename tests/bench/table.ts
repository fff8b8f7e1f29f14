// The bench's one table, in groups, under a line that says when and where; and its place in a page of the documentation.
import type { Row } from "./measure.ts";

/** What is measured together. */
export interface Group {
  title: string;
  rows: Row[];
}

const COLUMNS = ["what", "ours", "baseline", "ratio"] as const;

/** A table of Markdown; a group begins with a row that has its title alone. */
export function table(groups: readonly Group[]): string {
  const rows = groups.filter(({ rows }) => rows.length > 0).flatMap(({ title, rows }) => [
    [`**${title}**`, "", "", ""],
    ...rows.map((row) => COLUMNS.map((column) => row[column])),
  ]);
  const widths = COLUMNS.map((column, at) => Math.max(column.length, ...rows.map((row) => row[at]!.length)));
  const line = (cells: readonly string[]) => `| ${cells.map((cell, at) => cell.padEnd(widths[at]!)).join(" | ")} |`;
  return [line(COLUMNS), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

const BEGIN = "<!-- deno task bench writes from here -->";
const END = "<!-- to here -->";

/** A page with what was measured between its two marks; behind all else where it has none. */
export function written(page: string, measured: string): string {
  const marked = `${BEGIN}\n\n${measured}\n\n${END}`;
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before) return `${page.trimEnd()}\n\n${marked}\n`.trimStart();
  return page.slice(0, before) + marked + page.slice(after + END.length);
}

/** What stands between the marks; undefined where they are not there. */
export function measuredIn(page: string): string | undefined {
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  return before < 0 || after < before ? undefined : page.slice(before + BEGIN.length, after).trim();
}
