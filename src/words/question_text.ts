// A question as people read it: an approval's differences in colour, a long one cut where it is only mentioned.
import type { RecordedPrompt } from "../model/iteration.ts";
import type { PromptRow } from "../ports/archive.ts";
import type { Writer } from "../ports/report.ts";
import { stamp } from "./moment.ts";
import { oneLine, visible } from "./visible.ts";

/** Lines of a question where it is only mentioned. */
const MOST = 12;

/** All of it, a line each; harmless to a terminal. */
export function questionLines({ kind, text }: RecordedPrompt, { style }: Pick<Writer, "style">) {
  const [first = "", ...more] = visible(text).split("\n");
  const painted = (line: string) => {
    if (kind === "plan") return line;
    // Lines of others' words: none of them can look like an option or like what to type.
    if (kind !== "approval") return style("heading", `| ${line}`);
    if (/^ {3}\+/.test(line)) return style("added", line);
    return /^ {3}-/.test(line) ? style("removed", line) : line;
  };
  return [style("heading", first), ...more.map(painted)];
}

/** Its beginning, and how much more there is. */
export function questionInBrief({ text }: Pick<RecordedPrompt, "text">): string {
  const lines = text.split("\n");
  const more = lines.length - MOST;
  return more > 1 ? [...lines.slice(0, MOST), `… ${more} more lines …`].join("\n") : text;
}

/** Its first line, for a place that has only one. */
export function questionInLine({ kind, text }: Pick<RecordedPrompt, "kind" | "text">): string {
  const lines = text.trim().split("\n");
  return kind === "approval" && lines.length > 1 ? `${lines[0]} …` : lines.join(" ");
}

/** `answered "yes" by anna, 2026-11-22 15:45:20, because: not on prod`; of a question without an answer how it stands. One line, harmless to a terminal. */
export function answerWords({ status, response, answeredBy, answeredAt, comment }: PromptRow): string {
  if (status !== "answered") return status;
  const by = answeredBy === null ? "" : ` by ${oneLine(answeredBy)}`;
  const why = comment === undefined ? "" : `, because: ${oneLine(comment)}`;
  return `answered ${JSON.stringify(visible(response ?? ""))}${by}, ${stamp(answeredAt)}${why}`;
}
