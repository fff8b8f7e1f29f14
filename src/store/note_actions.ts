// Actions written down: before they are done, or as ends that needed no deed.
import { sql } from "kysely";
import type { Action, RecordedAction } from "../model/action.ts";
import type { ModuleResult } from "../model/plan.ts";
import type { Way } from "../model/way.ts";
import type { Clock } from "../ports/clock.ts";
import type { Note } from "../ports/journal.ts";
import { recordedAction } from "./action_row.ts";
import { builtOnce } from "./built_once.ts";
import { censoredParams, censoredResult } from "./censor.ts";
import { toColumn } from "./json_column.ts";
import type { Desk } from "./desk.ts";
import { noteDrift, wouldBeDrift } from "./drift.ts";
import { takeStreams } from "./recorded_streams.ts";
import type { ActionsTable, ActionTableRow, Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";
import { tellAction } from "./told_actions.ts";
import { demandFirst, hasEnded } from "./transitions.ts";

/** Inserts one row a note, in order, and returns them as history will. */
export async function noteActions(
  trx: Transact,
  iteration: { id: number; loop: number; run: number },
  notes: Note[],
  desk: Desk,
): Promise<RecordedAction[]> {
  const { clock, long } = desk;
  const drifting = desk.continuous === true && notes.some(isLookedDeed) && await wouldBeDrift(trx, iteration);
  const [last] = await askLast(trx, { iteration: iteration.id });
  const rows: RecordedAction[] = [];
  let position = last?.position ?? -1;
  for (const note of notes) {
    const row = { ...newRow(note, clock), iteration_id: iteration.id, position: ++position };
    const attempt = 1 + await startedBefore(trx, iteration, row);
    const kept = { ...row, attempt, ...await long?.keep(trx, row, clock) };
    const { insertId } = await trx.insertInto("actions").values(kept).executeTakeFirst();
    const id = Number(insertId);
    await tellAction(trx, iteration.loop, { ...row, id }, clock);
    if (drifting && isLookedDeed(note)) await noteDrift(trx, { ...iteration, action: id }, row, clock);
    rows.push(recordedAction({ ...row, attempt, id }));
  }
  return rows;
}

const askLast = builtOnce(
  ["iteration"],
  (trx, { iteration }: { iteration: number }) =>
    trx.selectFrom("actions").select((eb) => eb.fn.max("position").as("position")).where(
      "iteration_id",
      "=",
      iteration,
    ),
);

/** Only what a look tells the need of is drift; a handler runs because something else does. */
function isLookedDeed({ action, status, cannotTell }: Note): boolean {
  return status === "running" && cannotTell !== true && action.terms?.handler !== true;
}

/** What a look or an end says of an action, as columns. Predicted results are kept whole: their streams are no output yet. */
export function resultColumns(
  result: ModuleResult | undefined,
  terms: { noLog: boolean; ended: boolean },
): Pick<ActionTableRow, "rc" | "changed" | "result"> & { stdout: string | null; stderr: string | null } {
  const none = { rc: null, stdout: null, stderr: null, changed: null };
  if (result === undefined) return { ...none, result: null };
  const shown = terms.noLog ? censoredResult(result) : result;
  if (!terms.ended) return { ...none, result: toColumn(shown) };
  const taken = takeStreams(shown);
  return {
    rc: Number.isInteger(shown.rc) ? shown.rc as number : null,
    stdout: taken.stdout,
    stderr: taken.stderr,
    changed: shown.changed ? 1 : 0,
    result: toColumn(taken.result),
  };
}

/**
 * How often the same action was started before and is tried again: in this iteration, or in an earlier one of the run without coming to its end. What a pass
 * has done and the next one does anew, as a command that only reads, is no attempt. The same: host, task, item and occurrence; without a task, module and
 * parameters.
 */
export async function startedBefore(
  trx: Transact,
  iteration: { id: number; loop: number; run: number },
  action: Pick<ActionsTable, "module"> & {
    host: string | null;
    task: string | null;
    item: string | null;
    occurrence: number;
    params: string | null;
  },
): Promise<number> {
  const { host, task, item, occurrence, module, params } = action;
  const same = { iteration: iteration.id, loop: iteration.loop, run: iteration.run, host, task };
  const [found] = task === null
    ? await askStarted.free(trx, { ...same, module, params })
    : await askStarted.task(trx, { ...same, item, occurrence });
  return found!.count;
}

const askStarted = {
  task: builtOnce(
    ["iteration", "loop", "run", "host", "task", "item", "occurrence"],
    (trx, { item, occurrence, ...same }: Same & Pick<ActionRow, "item" | "occurrence">) =>
      started(trx, same).where(sql<boolean>`actions.item is ${item}`).where("actions.occurrence", "=", occurrence),
  ),
  free: builtOnce(
    ["iteration", "loop", "run", "host", "task", "module", "params"],
    (trx, { module, params, ...same }: Same & Pick<ActionRow, "module" | "params">) =>
      started(trx, same).where("actions.module", "=", module).where(sql<boolean>`actions.params is ${params}`),
  ),
};

type ActionRow = Parameters<typeof startedBefore>[2];
type Same = { iteration: number; loop: number; run: number } & Pick<ActionRow, "host" | "task">;

function started(trx: Transact, { iteration, loop, run, host, task }: Same) {
  return trx.selectFrom("iterations").innerJoin("actions", "actions.iteration_id", "iterations.id")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("iterations.loop_id", "=", loop).where("iterations.run", "=", run)
    .where("actions.started_at", "is not", null)
    .where((eb) => eb.or([eb("actions.iteration_id", "=", iteration), eb("actions.status", "<>", "completed")]))
    // IS, so that NULL equals NULL; the index serves it as it serves =.
    .where(sql<boolean>`actions.host is ${host}`).where(sql<boolean>`actions.task is ${task}`);
}

function newRow(note: Note, clock: Clock) {
  const { action, status = "pending" } = note;
  demandFirst(action.name, status);
  const noLog = action.terms?.noLog ?? false;
  const ended = hasEnded(status);
  return {
    ...columnsOf(action, noLog),
    way: wayColumn(action.host, note.way),
    ...resultColumns(note.result ?? action.settled, { noLog, ended }),
    status,
    verdict: note.verdict,
    occurrence: note.occurrence ?? 0,
    diff: note.diff === undefined || noLog ? null : toColumn(note.diff),
    started_at: status === "running" ? timestamp(clock) : null,
    completed_at: ended ? timestamp(clock) : null,
    adopted: 0 as const,
    no_log: noLog ? 1 : 0,
    stdout_hash: null,
    stderr_hash: null,
    diff_hash: null,
  };
}

/** What most actions of most people go by is left out: an action's own host being this machine. */
function wayColumn(host: string, way: Way | undefined): string | null {
  if (way === undefined) return null;
  const plain = way.host === host && way.connection === "local" && Object.keys(way).length === 2;
  return plain ? null : toColumn(way);
}

function columnsOf(action: Action, noLog: boolean) {
  return {
    host_id: null,
    host: action.host,
    module: action.module,
    params: toColumn(noLog ? censoredParams() : action.params),
    name: action.name,
    task: action.task,
    delegate: action.delegate ?? null,
    item: noLog ? null : toColumn(action.item),
  };
}
