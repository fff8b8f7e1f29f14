// Iterations and actions as rows of a table.
import { iterationWhy } from "../words/iteration_why.ts";
import type { Json } from "../model/json.ts";
import type { Loop } from "../model/loop.ts";
import type { ActionRow, IterationRow } from "../ports/archive.ts";
import type { Context } from "./context.ts";
import { deciderName } from "../words/decision_words.ts";
import type { DeciderName } from "../words/deciders_by_name.ts";
import { jsonText } from "../words/json_text.ts";
import { stamp, took } from "../words/moment.ts";
import { actionMessage, tallySums } from "../words/outcomes.ts";
import type { Column } from "./table.ts";

/** Of iterations. */
export const iterationColumns: Column[] = [
  { title: "N", right: true },
  { title: "RUN", right: true },
  { title: "INC", right: true },
  { title: "PHASE" },
  { title: "DECIDED BY", flexible: true },
  { title: "CONVERGED" },
  { title: "TALLY", flexible: true },
  { title: "REASONING", flexible: true, below: true },
  { title: "STARTED (UTC)" },
  { title: "TOOK", right: true },
];
/** Of actions. */
export const actionColumns: Column[] = [
  { title: "ID", right: true },
  { title: "N", right: true },
  { title: "HOST" },
  { title: "TASK", flexible: true },
  { title: "MODULE" },
  { title: "ITEM", flexible: true },
  { title: "VERDICT" },
  { title: "STATUS" },
  { title: "CHANGED" },
  { title: "RC", right: true },
  { title: "TOOK", right: true },
  { title: "MESSAGE", flexible: true, below: true },
];

/** An iteration's cells. */
export function iterationCells(row: IterationRow, decider: DeciderName = {}): string[] {
  return [
    String(row.n),
    row.run === null ? "" : String(row.run),
    row.increment === null ? "" : String(row.increment),
    row.repeats > 1 ? "quiet" : row.phase,
    deciderName(row.decidedBy, decider),
    yesNo(row.converged),
    tallyText(row.observations),
    row.repeats > 1 ? `${row.repeats} quiet runs, the last ended ${stamp(row.lastAt)}` : iterationWhy(row),
    stamp(row.createdAt),
    row.repeats > 1 ? "" : took(row.createdAt, row.completedAt),
  ];
}

/** An action's cells. */
export function actionCells(row: ActionRow): string[] {
  // What is on record before the end is only what was expected.
  const ended = !["pending", "running", "interrupted"].includes(row.status);
  return [
    String(row.id),
    String(row.n),
    row.delegate === null ? row.host ?? "" : `${row.host} -> ${row.delegate}`,
    taskName(row),
    row.module,
    row.item === null ? "" : jsonText(row.item),
    row.verdict ?? "",
    row.status + (row.attempt > 1 ? ` (attempt ${row.attempt})` : ""),
    ended ? yesNo(row.changed) : "",
    ended && row.rc !== null ? String(row.rc) : "",
    took(row.startedAt, row.completedAt),
    actionMessage(row),
  ];
}

/** Tasks of a file that is included several times have the same names: what the include was for tells them apart. */
function taskName({ name, task }: ActionRow): string {
  const included = [...(task ?? "").matchAll(/\.include\((.*?)\)\.\d/g)].map(([, what]) => what);
  return [name ?? "", ...(included.length === 0 ? [] : [`(${included.join(", ")})`])].join(" ");
}

/** Counts of all hosts together, those that are not zero. */
function tallyText(observations: Json): string {
  return [...tallySums(observations)].filter(([, n]) => n > 0).map(([name, n]) => `${name}=${n}`).join(" ");
}

function yesNo(value: boolean | null): string {
  return value === null ? "" : value ? "yes" : "no";
}

/** What is said of a loop that nobody has worked on. */
export function noneYet(context: Context, { id }: Loop): string {
  return `Loop ${id} has no iteration yet; work on it: ${context.type(`resume ${id}`)}`;
}

/** The columns and cells without one of them. */
export function without(title: string, columns: Column[], rows: string[][]): [Column[], string[][]] {
  const at = columns.findIndex((column) => column.title === title);
  return [columns.toSpliced(at, 1), rows.map((row) => row.toSpliced(at, 1))];
}

/** The columns and cells without those of `titles` that no row has anything in: others need the room. */
export function withoutEmpty(
  titles: readonly string[],
  columns: Column[],
  rows: string[][],
): [Column[], string[][]] {
  const kept = columns.map(({ title }, at) => !titles.includes(title) || rows.some((row) => row[at] !== ""));
  return [columns.filter((_, at) => kept[at]), rows.map((row) => row.filter((_, at) => kept[at]))];
}
