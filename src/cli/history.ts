// history: a loop's iterations and actions, as they are on record.
import type { Json } from "../model/json.ts";
import type { ActionRow, IterationRow } from "../ports/archive.ts";
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { findLoop } from "./find_loop.ts";
import { stamp, took } from "./moment.ts";
import { type Column, table } from "./table.ts";

const iterationColumns: Column[] = [
  { title: "N", right: true },
  { title: "RUN", right: true },
  { title: "PHASE" },
  { title: "DECIDED BY" },
  { title: "CONVERGED" },
  { title: "TALLY", flexible: true },
  { title: "REASONING", flexible: true },
  { title: "STARTED (UTC)" },
  { title: "TOOK", right: true },
];
const actionColumns: Column[] = [
  { title: "ID", right: true },
  { title: "N", right: true },
  { title: "HOST" },
  { title: "TASK", flexible: true },
  { title: "MODULE" },
  { title: "ITEM", flexible: true },
  { title: "STATUS" },
  { title: "CHANGED" },
  { title: "RC", right: true },
  { title: "TOOK", right: true },
  { title: "MESSAGE", flexible: true },
];

/** Iterations, oldest first; with `--actions` every action too. */
export async function history(context: Context): Promise<Ending> {
  await using app = await openApp(context, { create: false });
  const loop = await findLoop(context, app);
  const iterations = await app.archive.iterations(loop.id);
  const actions = context.flags.actions ? await app.archive.actions(loop.id) : undefined;
  return {
    exit: exitCode.done,
    data: toJson({ loop: loop.id, name: loop.name, iterations, ...(actions ? { actions } : {}) }),
    text: iterations.length === 0
      ? `Loop ${loop.id} has no iteration yet; work on it: ${context.type(`resume ${loop.id}`)}`
      : [
        table(iterationColumns, iterations.map(iterationCells), context.columns),
        ...(actions ? ["", actionsText(actions, context)] : []),
      ].join("\n"),
  };
}

function actionsText(actions: ActionRow[], { columns }: Context): string {
  if (actions.length === 0) return "No action was needed";
  const shown = actionColumns.filter(({ title }) => title !== "ITEM" || actions.some(({ item }) => item !== null));
  const at = shown.map((column) => actionColumns.indexOf(column));
  return table(shown, actions.map((action) => at.map((one) => actionCells(action)[one] ?? "")), columns);
}

function iterationCells(row: IterationRow): string[] {
  return [
    String(row.n),
    row.run === null ? "" : String(row.run),
    row.phase,
    row.decidedBy ?? "",
    yesNo(row.converged),
    tallyText(row.observations),
    row.error ?? row.reasoning ?? "",
    stamp(row.createdAt),
    took(row.createdAt, row.completedAt),
  ];
}

function actionCells(row: ActionRow): string[] {
  // What is on record before the end is only what was expected.
  const ended = !["pending", "running", "interrupted"].includes(row.status);
  return [
    String(row.id),
    String(row.n),
    row.host ?? "",
    taskName(row),
    row.module,
    row.item === null ? "" : typeof row.item === "string" ? row.item : JSON.stringify(row.item),
    row.status + (row.attempt > 1 ? ` (attempt ${row.attempt})` : ""),
    ended ? yesNo(row.changed) : "",
    ended && row.rc !== null ? String(row.rc) : "",
    took(row.startedAt, row.completedAt),
    message(row),
  ];
}

/** Tasks of a file that is included several times have the same names: what the include was for tells them apart. */
function taskName({ name, task }: ActionRow): string {
  const included = [...(task ?? "").matchAll(/\.include\((.*?)\)\.\d/g)].map(([, what]) => what);
  return [name ?? "", ...(included.length === 0 ? [] : [`(${included.join(", ")})`])].join(" ");
}

/** The first line of what it said: the module's message, else what the command complained of, else what it printed. */
function message({ result, stderr, stdout, status }: ActionRow): string {
  const msg = member(result, "msg");
  const said = [typeof msg === "string" ? msg : "", stderr, status === "failed" ? stdout : null];
  return said.map((text) => text?.trim().split("\n")[0] ?? "").find((line) => line !== "") ?? "";
}

/** Counts of all hosts together, those that are not zero. */
function tallyText(observations: Json): string {
  const tally = member(observations, "tally");
  if (tally === null || typeof tally !== "object" || Array.isArray(tally)) return "";
  const sums = new Map<string, number>();
  for (const counts of Object.values(tally)) {
    if (counts === null || typeof counts !== "object") continue;
    for (const [name, n] of Object.entries(counts)) {
      if (typeof n === "number" && n > 0) sums.set(name, (sums.get(name) ?? 0) + n);
    }
  }
  return [...sums].map(([name, n]) => `${name}=${n}`).join(" ");
}

function member(value: Json, name: string): Json {
  return value !== null && typeof value === "object" && !Array.isArray(value) ? value[name] ?? null : null;
}

function yesNo(value: boolean | null): string {
  return value === null ? "" : value ? "yes" : "no";
}
