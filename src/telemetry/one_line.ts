// Others' words on one line: they cannot look like lines of ours.
import type { Writer } from "../ports/report.ts";

/** Harmless to a terminal, line ends as `\\n`. */
export function oneLine(text: string, { visible }: Pick<Writer, "visible">): string {
  return visible(text.trim()).replaceAll("\n", "\\n");
}
