// The journal in SQLite: each method one transaction behind the fence.
import type { Diff, ModuleResult } from "../model/plan.ts";
import type { Clock } from "../ports/clock.ts";
import type { Journal } from "../ports/journal.ts";
import { beginCall, endCall } from "./calls_written.ts";
import type { Desk } from "./desk.ts";
import { driftOfPass } from "./drift.ts";
import type { Fence } from "./fence.ts";
import { writeFindings } from "./findings_written.ts";
import { readHistory } from "./history.ts";
import { countsColumn } from "./host_counts.ts";
import { readIncrements, setIncrement, writeIncrements } from "./increments_written.ts";
import { abandonIteration, closeIteration } from "./iterations_closed.ts";
import { openIteration, openIterationOf, writeDecision } from "./iterations_written.ts";
import { toColumn } from "./json_column.ts";
import { LongOutputs } from "./long_outputs.ts";
import { noteActions } from "./note_actions.ts";
import type { Packing } from "./packing.ts";
import { readDeclined, writePrompts } from "./prompts_written.ts";
import { finishActions, startActions } from "./settle_actions.ts";
import { readLooks } from "./standing_looks.ts";
import { readState, writeState } from "./state_written.ts";
import type { IterationTableRow } from "./tables.ts";

/** The journal of one lease. */
export function sqliteJournal(fence: Fence, { clock, packing }: { clock: Clock; packing: () => Packing }): Journal {
  const { lease } = fence;
  const { mode, options } = lease.loop;
  const continuous = mode === "continuous";
  const inWords = options !== null && options.file === undefined;
  /** Long texts are packed here, before the transaction begins. */
  const desk = (said: { diff?: Diff[] | undefined; result?: ModuleResult | undefined }[] = []): Desk => {
    const long = new LongOutputs(packing);
    for (const { diff, result } of said) {
      long.ahead([result?.["stdout"], result?.["stderr"], diff === undefined ? null : toColumn(diff)]);
    }
    return { clock, continuous, inWords, long };
  };
  const loop = lease.loop.id;
  const place = (row: IterationTableRow) => ({ id: row.id, loop, run: row.run ?? lease.loop.run });
  return {
    history: () => fence.read((trx) => readHistory(trx, loop)),
    increments: () => fence.read((trx) => readIncrements(trx, lease)),
    writeIncrements: (added) => fence.write((trx) => writeIncrements(trx, lease, added, clock)),
    setIncrement: (id, status) => fence.write((trx) => setIncrement(trx, lease, { id, status }, clock)),
    openIteration: (opening) => fence.write((trx) => openIteration(trx, lease, opening, clock)),
    noteObservations: (iteration, observations, findings = []) =>
      fence.write(async (trx) => {
        const row = await openIterationOf(trx, lease, iteration);
        const phase = row.phase === "observing" ? "deciding" : row.phase;
        await trx.updateTable("iterations").set({
          observations: toColumn(observations),
          counts: countsColumn(observations),
          phase,
        })
          .where("id", "=", row.id).execute();
        await writeFindings(trx, row.id, findings, clock);
      }),
    noteDecision: (iteration, decidedBy, decision, notes) => {
      const lent = desk(notes);
      return fence.write(async (trx) => {
        const row = await openIterationOf(trx, lease, iteration);
        await writeDecision(trx, row, { decidedBy, decision }, clock);
        return await noteActions(trx, place(row), notes, lent);
      });
    },
    noteActions: (iteration, notes, ends = []) => {
      const lent = desk([...notes, ...ends]);
      return fence.write(async (trx) => {
        if (ends.length > 0) await finishActions(trx, loop, ends, lent);
        const row = await openIterationOf(trx, lease, iteration);
        if (row.phase !== "executing") {
          await trx.updateTable("iterations").set({ phase: "executing" }).where("id", "=", row.id).execute();
        }
        return await noteActions(trx, place(row), notes, lent);
      });
    },
    beginCall: (iteration, call) => {
      const long = new LongOutputs(packing);
      long.aheadWhole(call.brief);
      return fence.write(async (trx) =>
        beginCall(trx, await openIterationOf(trx, lease, iteration), call, { clock, long })
      );
    },
    endCall: (id, end) => {
      const long = new LongOutputs(packing);
      long.ahead([end.reply?.text]);
      return fence.write((trx) => endCall(trx, loop, { ...end, id }, { clock, long }));
    },
    notePrompts: (iteration, questions) =>
      fence.write(async (trx) => writePrompts(trx, await openIterationOf(trx, lease, iteration), questions, clock)),
    declined: () => fence.read((trx) => readDeclined(trx, loop)),
    looks: () => fence.read((trx) => readLooks(trx, loop)),
    state: () => fence.read((trx) => readState(trx, loop)),
    noteState: (ops) => fence.write((trx) => writeState(trx, loop, ops, clock)),
    startAction: (starts) => {
      const lent = desk(starts);
      return fence.write((trx) => startActions(trx, loop, starts, lent));
    },
    finishAction: (finishes) => {
      const lent = desk(finishes);
      return fence.write((trx) => finishActions(trx, loop, finishes, lent));
    },
    closeIteration: (iteration, closing) =>
      fence.write(async (trx) => {
        const row = await openIterationOf(trx, lease, iteration);
        if (continuous) await driftOfPass(trx, place(row), closing, clock);
        await closeIteration(trx, row, closing, clock);
      }),
    abandonIteration: (iteration, abandonment) =>
      fence.write(async (trx) =>
        abandonIteration(trx, await openIterationOf(trx, lease, iteration), abandonment, clock)
      ),
  };
}
