// The fences of a brief: whatever comes from elsewhere stands on lines with a mark before each, or between quotes on one line. No text can leave them.
import { LINES, ONE_LINE } from "./brief_limits.ts";
import { madeVisible, shortened } from "./made_visible.ts";

/** Before each line of data: what hosts, files, modules and models said. */
export const DATA = "| ";
/** Before each line that people wrote. */
export const PEOPLE = "> ";

/** Lines of data, cut to a number of them; indented, so that they stand under what they belong to. */
export function data(lines: readonly string[], most = LINES): string {
  return few(lines, most).map((line) => `  ${DATA}${flat(line)}`.trimEnd()).join("\n");
}

/** What people wrote, in full up to `most` characters. */
export function people(text: string, most: number): string {
  return shortened(text, most).split("\n").map((line) => `  ${PEOPLE}${line}`.trimEnd()).join("\n");
}

/** One line between double quotes, as JSON writes it: it ends where the quotes do. */
export function quoted(text: string, most = ONE_LINE): string {
  const visible = madeVisible(text.length > most ? `${text.slice(0, most)}…` : text);
  return JSON.stringify(visible.length > 2 * most ? `${visible.slice(0, 2 * most)}…` : visible);
}

/** Names, each between quotes. */
export function names(all: readonly string[]): string {
  return all.map((name) => quoted(name, 200)).join(", ");
}

/** A line end that got in would end the fence. */
function flat(line: string): string {
  return line.replaceAll("\n", "\\n");
}

function few(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  const head = Math.ceil(most * 0.6);
  const left = lines.length - most;
  return [...lines.slice(0, head), `(${left} lines left out)`, ...lines.slice(head + left)];
}
