// Iterations opened and decided.
import type { DecidedBy, Decision } from "../model/decision.ts";
import type { Iteration } from "../model/iteration.ts";
import type { Lease } from "../model/loop.ts";
import type { Clock } from "../ports/clock.ts";
import type { Journal } from "../ports/journal.ts";
import { actionColumns, inOrder, recordedAction } from "./action_row.ts";
import { builtOnce } from "./built_once.ts";
import { beginIncrement } from "./increments_written.ts";
import { tell } from "./feed.ts";
import { decisionColumn, iterationOf } from "./iteration_row.ts";
import { restoreLong } from "./long_outputs.ts";
import { markDecided } from "./findings_written.ts";
import { writePrompts } from "./prompts_written.ts";
import { keepLooks } from "./standing_looks.ts";
import { writeState } from "./state_written.ts";
import type { IterationTableRow, Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

type Opening = Parameters<Journal["openIteration"]>[0];

/** The next number of the loop, taken in the transaction: two iterations cannot share one. The first is 1. */
export async function openIteration(trx: Transact, lease: Lease, opening: Opening, clock: Clock): Promise<Iteration> {
  const loop = lease.loop.id;
  const newest = await trx.selectFrom("iterations").select((eb) => eb.fn.max("n").as("n"))
    .where("loop_id", "=", loop).executeTakeFirst();
  const row = await trx.insertInto("iterations").values({
    loop_id: loop,
    n: (newest?.n ?? 0) + 1,
    run: lease.loop.run,
    increment_id: opening.increment ?? null,
    phase: opening.decision === undefined ? "observing" : "executing",
    fresh: opening.fresh ? 1 : 0,
    decided_by: opening.decidedBy,
    decision: decisionColumn(opening.decision),
    reasoning: opening.decision?.reasoning ?? null,
    created_at: timestamp(clock),
  }).returningAll().executeTakeFirstOrThrow();
  if (row.increment_id !== null) await beginIncrement(trx, lease, row.increment_id);
  await tell(trx, { loop, kind: "iteration opened", about: row.id, data: { n: row.n, run: lease.loop.run } }, clock);
  const ids = opening.take ?? [];
  await takeOver(trx, { loop, to: row.id, ids });
  const actions = ids.length === 0
    ? []
    : await trx.selectFrom("actions").select(actionColumns).where("iteration_id", "=", row.id).execute();
  await restoreLong(trx, actions);
  return iterationOf(row, { actions: actions.sort(inOrder).map(recordedAction), prompts: [] });
}

/** Pending actions of an iteration that was abandoned go on in a new one. */
async function takeOver(trx: Transact, move: { loop: number; to: number; ids: number[] }): Promise<void> {
  for (const [position, id] of move.ids.entries()) {
    const { numUpdatedRows } = await trx.updateTable("actions").set({ iteration_id: move.to, position })
      .where("id", "=", id).where("status", "=", "pending")
      .where("iteration_id", "in", (eb) => eb.selectFrom("iterations").select("id").where("loop_id", "=", move.loop))
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw new Error(`Loop ${move.loop} has no pending action ${id} to take over`);
  }
}

const askIteration = builtOnce(
  ["loop", "id"],
  (trx, { loop, id }: { loop: number; id: number }) =>
    trx.selectFrom("iterations").selectAll().where("id", "=", id).where("loop_id", "=", loop),
);

/** The iteration, if it is the loop's and still open: what is closed stays as it is. */
export async function openIterationOf(trx: Transact, lease: Lease, id: number): Promise<IterationTableRow> {
  const [row] = await askIteration(trx, { loop: lease.loop.id, id });
  if (row === undefined) throw new Error(`Loop ${lease.loop.id} has no iteration ${id}`);
  if (row.completed_at !== null) throw new Error(`Iteration ${row.n} of loop ${lease.loop.id} is ${row.phase} already`);
  return row;
}

/** The decision, and what it asks, changes and wants to see; its actions are noted by the caller, in the same transaction. */
export async function writeDecision(
  trx: Transact,
  iteration: IterationTableRow,
  { decidedBy, decision }: { decidedBy: DecidedBy; decision: Decision },
  clock: Clock,
): Promise<void> {
  const { id, loop_id: loop } = iteration;
  await trx.updateTable("iterations").set({
    phase: "executing",
    decided_by: decidedBy,
    decision: decisionColumn(decision),
    reasoning: decision.reasoning,
  }).where("id", "=", id).execute();
  if (decidedBy === "rule" && decision.rule !== undefined) await markDecided(trx, id, decision.rule);
  if (decision.stateOps !== undefined) await writeState(trx, loop, decision.stateOps, clock);
  await keepLooks(trx, loop, decision);
  if (decision.kind === "ask") await writePrompts(trx, iteration, decision.questions, clock);
}
