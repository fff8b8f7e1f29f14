// Actions started and ended: the two writes around a deed.
import type { RecordedAction } from "../model/action.ts";
import type { Diff, ModuleResult } from "../model/plan.ts";
import type { Clock } from "../ports/clock.ts";
import type { Finish } from "../ports/journal.ts";
import { resultColumns, startedBefore } from "./note_actions.ts";
import { toColumn } from "./json_column.ts";
import type { Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";
import { demandTransition } from "./transitions.ts";

/** pending → running. */
export async function startActions(
  trx: Transact,
  loop: number,
  starts: { id: RecordedAction["id"]; diff: Diff[]; result: ModuleResult }[],
  clock: Clock,
): Promise<void> {
  for (const start of starts) {
    const row = await actionOf(trx, loop, start.id);
    demandTransition(start.id, row.status, "running");
    const noLog = row.no_log === 1;
    await trx.updateTable("actions").set({
      ...resultColumns(start.result, { noLog, ended: false }),
      status: "running",
      diff: noLog ? null : toColumn(start.diff),
      attempt: 1 + await startedBefore(trx, { loop, run: row.run ?? 0 }, row),
      started_at: timestamp(clock),
    }).where("id", "=", start.id).execute();
  }
}

/** running → its end; pending → denied or skipped. */
export async function finishActions(trx: Transact, loop: number, finishes: Finish[], clock: Clock): Promise<void> {
  for (const { id, status, result, adopted } of finishes) {
    const row = await actionOf(trx, loop, id);
    demandTransition(id, row.status, status);
    await trx.updateTable("actions").set({
      ...resultColumns(result, { noLog: row.no_log === 1, ended: true }),
      status,
      adopted: adopted === true ? 1 : 0,
      completed_at: timestamp(clock),
    }).where("id", "=", id).execute();
  }
}

async function actionOf(trx: Transact, loop: number, id: number) {
  const row = await trx.selectFrom("actions").innerJoin("iterations", "iterations.id", "actions.iteration_id")
    .select(["actions.status", "actions.no_log", "actions.host", "actions.task", "actions.item", "actions.module"])
    .select(["actions.params", "actions.occurrence", "iterations.run"])
    .where("actions.id", "=", id).where("iterations.loop_id", "=", loop).executeTakeFirst();
  if (row === undefined) throw new Error(`Loop ${loop} has no action ${id}`);
  return row;
}
