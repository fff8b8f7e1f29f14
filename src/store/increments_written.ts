// Increments of a loop's current run: rows before anything runs, then how far each is.
import type { Increment, IncrementStatus, NewIncrement } from "../model/increment.ts";
import type { Lease } from "../model/loop.ts";
import type { Clock } from "../ports/clock.ts";
import type { Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** In order. */
export async function readIncrements(trx: Transact, { loop: { id, run } }: Lease): Promise<Increment[]> {
  const rows = await trx.selectFrom("increments").selectAll().where("loop_id", "=", id).where("run", "=", run)
    .orderBy("n").execute();
  return rows.map((row) => ({
    id: row.id,
    n: row.n,
    play: row.play ?? 0,
    name: row.desired_state,
    status: row.status as IncrementStatus,
    isFix: row.is_fix === 1,
    foundBy: row.found_by,
  }));
}

/** Adds increments behind those that the run has. */
export async function writeIncrements(
  trx: Transact,
  lease: Lease,
  added: readonly NewIncrement[],
  clock: Clock,
): Promise<Increment[]> {
  const { id: loop, run } = lease.loop;
  const newest = await trx.selectFrom("increments").select((eb) => eb.fn.max("n").as("n"))
    .where("loop_id", "=", loop).where("run", "=", run).executeTakeFirst();
  const rows: Increment[] = [];
  for (const each of added) {
    const n = (newest?.n ?? 0) + rows.length + 1;
    const { id } = await trx.insertInto("increments").values({
      loop_id: loop,
      run,
      n,
      play: each.play,
      desired_state: each.name,
      status: "pending",
      is_fix: each.isFix ? 1 : 0,
      found_by: each.foundBy,
      created_at: timestamp(clock),
    }).returning("id").executeTakeFirstOrThrow();
    rows.push({ ...each, id, n, status: "pending" });
  }
  return rows;
}

/** Only of the lease's own loop. */
export async function setIncrement(
  trx: Transact,
  { loop }: Lease,
  { id, status }: { id: number; status: IncrementStatus },
  clock: Clock,
): Promise<void> {
  const ended = status === "completed" || status === "failed";
  const { numUpdatedRows } = await trx.updateTable("increments")
    .set({ status, completed_at: ended ? timestamp(clock) : null })
    .where("id", "=", id).where("loop_id", "=", loop.id).executeTakeFirst();
  if (numUpdatedRows !== 1n) throw new Error(`Loop ${loop.id} has no increment ${id}`);
}

/** An iteration of it is opened. */
export async function beginIncrement(trx: Transact, { loop }: Lease, id: number): Promise<void> {
  await trx.updateTable("increments").set({ status: "running" })
    .where("id", "=", id).where("loop_id", "=", loop.id).where("status", "=", "pending").execute();
}
