// The journal in SQLite: each method one transaction behind the fence.
import type { Clock } from "../ports/clock.ts";
import type { Journal } from "../ports/journal.ts";
import type { Fence } from "./fence.ts";
import { readHistory } from "./history.ts";
import {
  abandonIteration,
  closeIteration,
  openIteration,
  openIterationOf,
  writeDecision,
} from "./iterations_written.ts";
import { toColumn } from "./json_column.ts";
import { noteActions } from "./note_actions.ts";
import { finishActions, startActions } from "./settle_actions.ts";
import type { IterationTableRow } from "./tables.ts";

/** The journal of one lease. */
export function sqliteJournal(fence: Fence, clock: Clock): Journal {
  const { lease } = fence;
  const loop = lease.loop.id;
  const place = (row: IterationTableRow) => ({ id: row.id, loop, run: row.run ?? lease.loop.run });
  return {
    history: () => fence.read((trx) => readHistory(trx, loop)),
    openIteration: (opening) => fence.write((trx) => openIteration(trx, lease, opening, clock)),
    noteObservations: (iteration, observations) =>
      fence.write(async (trx) => {
        const row = await openIterationOf(trx, lease, iteration);
        const phase = row.phase === "observing" ? "deciding" : row.phase;
        await trx.updateTable("iterations").set({ observations: toColumn(observations), phase })
          .where("id", "=", row.id).execute();
      }),
    noteDecision: (iteration, decidedBy, decision, notes) =>
      fence.write(async (trx) => {
        const row = await openIterationOf(trx, lease, iteration);
        await writeDecision(trx, row, { decidedBy, decision }, clock);
        return await noteActions(trx, place(row), notes, clock);
      }),
    noteActions: (iteration, notes, ends = []) =>
      fence.write(async (trx) => {
        if (ends.length > 0) await finishActions(trx, loop, ends, clock);
        const row = await openIterationOf(trx, lease, iteration);
        if (row.phase !== "executing") {
          await trx.updateTable("iterations").set({ phase: "executing" }).where("id", "=", row.id).execute();
        }
        return await noteActions(trx, place(row), notes, clock);
      }),
    startAction: (starts) => fence.write((trx) => startActions(trx, loop, starts, clock)),
    finishAction: (finishes) => fence.write((trx) => finishActions(trx, loop, finishes, clock)),
    closeIteration: (iteration, closing) =>
      fence.write(async (trx) => closeIteration(trx, await openIterationOf(trx, lease, iteration), closing, clock)),
    abandonIteration: (iteration, abandonment) =>
      fence.write(async (trx) =>
        abandonIteration(trx, await openIterationOf(trx, lease, iteration), abandonment, clock)
      ),
  };
}
