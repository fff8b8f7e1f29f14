// Workers, as they tell that they live.
import type { Clock } from "../ports/clock.ts";
import type { Queue, WorkerRow } from "../ports/queue.ts";
import type { Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** The worker lives on; rows of those that ended without a word are swept. */
export async function beat(
  trx: Transact,
  { name, concurrency, working }: Parameters<Queue["beat"]>[0],
  lifeMs: number,
  clock: Clock,
): Promise<void> {
  const now = timestamp(clock);
  const told = { heartbeat_at: now, expires_at: timestamp(clock, lifeMs), concurrency, working };
  await trx.deleteFrom("workers").where("expires_at", "<=", now).where("name", "<>", name).execute();
  await trx.insertInto("workers").values({ name, started_at: now, ...told })
    .onConflict((conflict) => conflict.column("name").doUpdateSet(told)).execute();
}

/** Those that are alive, oldest first. */
export async function liveWorkers(trx: Transact, clock: Clock): Promise<WorkerRow[]> {
  const rows = await trx.selectFrom("workers").selectAll().where("expires_at", ">", timestamp(clock))
    .orderBy("started_at").orderBy("name").execute();
  return rows.map((row) => ({
    name: row.name,
    startedAt: row.started_at,
    heartbeatAt: row.heartbeat_at,
    expiresAt: row.expires_at,
    concurrency: row.concurrency,
    working: row.working,
  }));
}
