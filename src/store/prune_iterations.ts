// Old iterations go with their actions, answered prompts, findings and questions to the model; what a loop stands on stays.
import type { Kysely } from "kysely";
import type { Clock } from "../ports/clock.ts";
import { ENDED } from "./ended.ts";
import type { IterationTableRow, Tables, Transact } from "./tables.ts";
import { type Step, TimeSlice } from "./prune_step.ts";

/** Iterations that one step looks at, and actions that it removes at once before it looks at the clock: less than a millisecond. */
const ITERATIONS = 50;
const ACTIONS = 25;

/**
 * One batch, beginning after the iteration `after`. Stays: what is younger than `before` or open, all of a run that goes on, what asks
 * a human, each loop's newest iteration, and the one with the newest action: its number would be given out again, and a receipt of it may
 * still lie on a host. `after` of the result is where the next batch begins.
 */
export function pruneIterations(
  db: Kysely<Tables>,
  { after, before, clock }: { after: number; before: string; clock: Clock },
): Promise<Step & { after: number }> {
  return db.transaction().execute(async (trx) => {
    const slice = new TimeSlice(clock);
    const batch = await oldest(trx, { after, before });
    const removed = { iterations: 0, actions: 0 };
    let last = after;
    for (const row of batch) {
      if (await mayGo(trx, row, before)) {
        let actions: number;
        do {
          actions = await removeActions(trx, row.id, ACTIONS);
          removed.actions += actions;
          // The rest of its actions, and itself, go with the next step.
          if (slice.over && actions === ACTIONS) return { removed, more: true, after: last };
        } while (actions === ACTIONS);
        await remove(trx, row.id);
        removed.iterations++;
      }
      last = row.id;
      if (slice.over) return { removed, more: true, after: last };
    }
    return { removed, more: batch.length === ITERATIONS, after: last };
  });
}

type Row = Pick<IterationTableRow, "id" | "n" | "run" | "loop_id" | "completed_at" | "last_at"> & {
  status: string;
  current: number;
};

/** In the order of their ids, which is that of time: at the first young one the batch ends. */
async function oldest(trx: Transact, { after, before }: { after: number; before: string }): Promise<Row[]> {
  const rows = await trx.selectFrom("iterations").innerJoin("loops", "loops.id", "iterations.loop_id")
    .select(["iterations.id", "iterations.n", "iterations.run", "iterations.loop_id"])
    .select(["iterations.completed_at", "iterations.last_at", "iterations.created_at"])
    .select(["loops.status", "loops.run as current"])
    .where("iterations.id", ">", after).orderBy("iterations.id").limit(ITERATIONS).execute();
  // The original wrote the text `(datetime('now'))` for times, which sorts before all of ours: old.
  const young = rows.findIndex(({ created_at }) => created_at >= before);
  return young === -1 ? rows : rows.slice(0, young);
}

async function mayGo(trx: Transact, row: Row, before: string): Promise<boolean> {
  if (row.completed_at === null || (row.last_at ?? row.completed_at) >= before) return false;
  if (row.run === row.current && !ENDED.includes(row.status)) return false;
  const newer = await trx.selectFrom("iterations").select("id").where("loop_id", "=", row.loop_id)
    .where("n", ">", row.n).limit(1).executeTakeFirst();
  if (newer === undefined) return false;
  const lastAction = await trx.selectFrom("actions").select("iteration_id").orderBy("id", "desc").limit(1)
    .executeTakeFirst();
  if (lastAction?.iteration_id === row.id) return false;
  const running = await trx.selectFrom("actions").select("id").where("iteration_id", "=", row.id)
    .where("status", "=", "running").limit(1).executeTakeFirst();
  if (running !== undefined) return false;
  const open = await trx.selectFrom("prompts").select("id").where("iteration_id", "=", row.id)
    .where("status", "=", "pending").limit(1).executeTakeFirst();
  return open === undefined;
}

async function removeActions(trx: Transact, iteration: number, most: number): Promise<number> {
  const { numDeletedRows } = await trx.deleteFrom("actions").where(
    "id",
    "in",
    (eb) => eb.selectFrom("actions").select("id").where("iteration_id", "=", iteration).limit(most),
  ).executeTakeFirst();
  return Number(numDeletedRows);
}

async function remove(trx: Transact, id: number): Promise<void> {
  await trx.deleteFrom("rule_results").where("iteration_id", "=", id).execute();
  await trx.deleteFrom("model_calls").where("iteration_id", "=", id).execute();
  await trx.deleteFrom("prompts").where("iteration_id", "=", id).execute();
  await trx.deleteFrom("iterations").where("id", "=", id).execute();
}
