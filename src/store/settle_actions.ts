// Actions started and ended: the two writes around a deed.
import type { RecordedAction } from "../model/action.ts";
import type { Diff, ModuleResult } from "../model/plan.ts";
import type { Finish } from "../ports/journal.ts";
import { builtOnce } from "./built_once.ts";
import type { Desk } from "./desk.ts";
import { correctDrift } from "./drift.ts";
import { type DecidedDeed, noteDriftInWords } from "./drift_in_words.ts";
import { noteChanged } from "./met_hosts.ts";
import { resultColumns, startedBefore } from "./note_actions.ts";
import { toColumn } from "./json_column.ts";
import type { Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";
import { tellAction } from "./told_actions.ts";
import { demandTransition } from "./transitions.ts";

/** pending → running. */
export async function startActions(
  trx: Transact,
  loop: number,
  starts: { id: RecordedAction["id"]; diff: Diff[]; result: ModuleResult }[],
  { clock, long, continuous = false, inWords = false }: Desk,
): Promise<void> {
  for (const start of starts) {
    const row = await actionOf(trx, loop, start.id);
    demandTransition(start.id, row.status, "running");
    const noLog = row.no_log === 1;
    const texts = { stdout: null, stderr: null, diff: noLog ? null : toColumn(start.diff) };
    await trx.updateTable("actions").set({
      ...resultColumns(start.result, { noLog, ended: false }),
      ...await long?.keep(trx, texts, clock) ?? texts,
      status: "running",
      attempt: 1 + await startedBefore(trx, { id: row.iteration_id, loop, run: row.run ?? 0 }, row),
      started_at: timestamp(clock),
    }).where("id", "=", start.id).execute();
    await tellAction(trx, loop, { ...row, id: start.id, status: "running" }, clock);
    if (continuous && inWords && start.diff.length > 0) {
      await noteDriftInWords(trx, loop, deedOf(start.id, row, texts.diff), clock);
    }
  }
}

/** running → its end; pending → denied or skipped. */
export async function finishActions(trx: Transact, loop: number, finishes: Finish[], desk: Desk): Promise<void> {
  const { clock, long, continuous = false, inWords = false } = desk;
  for (const { id, status, result, adopted } of finishes) {
    const row = await actionOf(trx, loop, id);
    demandTransition(id, row.status, status);
    const columns = resultColumns(result, { noLog: row.no_log === 1, ended: true });
    // The diff is that of the look before, and stays.
    const { diff: _, diff_hash: __, ...kept } = {
      ...columns,
      ...await long?.keep(trx, { ...columns, diff: null }, clock),
    };
    await trx.updateTable("actions").set({
      ...kept,
      status,
      adopted: adopted === true ? 1 : 0,
      completed_at: timestamp(clock),
    }).where("id", "=", id).execute();
    await tellAction(trx, loop, { ...row, id, status }, clock);
    const host = row.delegate ?? row.host;
    const changed = status === "interrupted" || (result.changed && (status === "completed" || status === "failed"));
    if (changed && host !== null) await noteChanged(trx, loop, { host, action: id }, clock);
    if (continuous && inWords && result.changed && (status === "completed" || status === "failed")) {
      await noteDriftInWords(trx, loop, deedOf(id, row, null), clock);
    }
    if (continuous && status === "completed") await correctDrift(trx, loop, id, clock);
  }
}

function deedOf(id: number, row: Awaited<ReturnType<typeof actionOf>>, diff: string | null): DecidedDeed {
  const { host, name, module, item, run } = row;
  return { id, run: run ?? 0, host: host ?? "", name: name ?? module, module, item, diff };
}

async function actionOf(trx: Transact, loop: number, id: number) {
  const [row] = await askAction(trx, { loop, id });
  if (row === undefined) throw new Error(`Loop ${loop} has no action ${id}`);
  return row;
}

const askAction = builtOnce(
  ["loop", "id"],
  (trx, { loop, id }: { loop: number; id: number }) =>
    trx.selectFrom("actions").innerJoin("iterations", "iterations.id", "actions.iteration_id")
      .select(["actions.status", "actions.no_log", "actions.host", "actions.task", "actions.item", "actions.module"])
      .select(["actions.name", "actions.delegate"])
      .select(["actions.params", "actions.occurrence", "actions.iteration_id", "iterations.run"])
      .where("actions.id", "=", id).where("iterations.loop_id", "=", loop),
);
