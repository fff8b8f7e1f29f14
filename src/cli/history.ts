// history: a loop's iterations and actions, as they are on record.
import type { App } from "../app.ts";
import type { Loop } from "../model/loop.ts";
import type { ActionRow, IterationRow } from "../ports/archive.ts";
import { type Context, type Ending, openApp, toJson } from "./context.ts";
import { decidedWords, isInWords } from "../words/decision_words.ts";
import { type DeciderName, decidersByName } from "../words/deciders_by_name.ts";
import { exitCode } from "./exit_code.ts";
import { findLoop } from "./find_loop.ts";
import {
  actionCells,
  actionColumns,
  iterationCells,
  iterationColumns,
  noneYet,
  without,
  withoutEmpty,
} from "./history_cells.ts";
import { Refusal } from "./refusal.ts";
import { table } from "./table.ts";
import { watch } from "./watch.ts";

/** Runs that are shown without --all. */
const RUNS = 20;

/** Iterations of the last runs, oldest first (`--all`: of every run); with `--actions` what was done in them, with `--drift` differences alone. */
export async function history(context: Context): Promise<Ending> {
  const { flags } = context;
  if (flags.watch && flags.all) {
    throw new Refusal("--watch shows the newest runs again and again, --all every run once", {
      hint: "Leave one of them out",
    });
  }
  await using app = await openApp(context, { create: false });
  const loop = await findLoop(context, app);
  if (flags.all && !flags.drift) return await (await import("./whole_history.ts")).wholeHistory(context, app, loop);
  const drift = flags.drift ? (await import("./drift_history.ts")).driftHistory : undefined;
  const look = () => drift === undefined ? lastRuns(context, app, loop) : drift(context, app, loop);
  return flags.watch ? await watch(context, app, { command: "history", look }) : await look();
}

async function lastRuns(context: Context, app: App, loop: Loop): Promise<Ending> {
  const { iterations, earlier } = await app.archive.lastRuns(loop.id, RUNS);
  const brief = context.global.output === "table";
  const deciders = await decidersByName(app.archive, iterations);
  const decisions = isInWords(loop) ? await app.archive.decisionCount(loop.id) : undefined;
  const actions = context.flags.actions
    ? await app.archive.actions({ iterations: iterations.map(({ id }) => id), brief, whole: !brief })
    : undefined;
  return {
    exit: exitCode.done,
    data: toJson({
      loop: loop.id,
      name: loop.name,
      iterations: iterations.map((row) => ({ ...row, ...deciders.get(row.id) })),
      ...(actions ? { actions } : {}),
      ...(decisions ? { decisions } : {}),
      earlier,
    }),
    text: iterations.length === 0 ? noneYet(context, loop) : [
      iterationsText(iterations, deciders, context),
      ...(decisions ? ["", `decisions: ${decidedWords(decisions)}`] : []),
      ...(actions ? ["", actionsText(actions, context)] : []),
      ...(earlier ? ["", `earlier runs: ${context.type(`history ${loop.id} --all`)}`] : []),
    ].join("\n"),
  };
}

function iterationsText(
  iterations: IterationRow[],
  deciders: ReadonlyMap<number, DeciderName>,
  { columns }: Context,
): string {
  // That a playbook decides, pass after pass, needs no word.
  const walked = iterations.every(({ decidedBy }) => decidedBy === null || decidedBy === "playbook");
  const all = iterations.map((row) => iterationCells(row, deciders.get(row.id)));
  const [titles, rows] = walked ? without("DECIDED BY", iterationColumns, all) : [iterationColumns, all];
  return table(...withoutEmpty(["INC", "REASONING"], titles, rows), columns);
}

function actionsText(actions: ActionRow[], { columns }: Context): string {
  if (actions.length === 0) return "No action was taken";
  // What was simply allowed needs no word.
  const allowed = actions.every(({ verdict }) => verdict === null || verdict === "allow");
  const all = actions.map(actionCells);
  const [titles, rows] = allowed ? without("VERDICT", actionColumns, all) : [actionColumns, all];
  return table(...withoutEmpty(["ITEM", "RC", "MESSAGE"], titles, rows), columns);
}
