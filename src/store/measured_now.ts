// What metrics tell of this moment: who asks, who works, and whose turn it is.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Clock } from "../ports/clock.ts";
import type { Measured } from "../ports/measured.ts";
import type { Tables } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** Questions that wait for a human. */
export async function askedNow(
  db: Kysely<Tables>,
  clock: Clock,
): Promise<Pick<Measured, "openPrompts" | "oldestPromptSeconds">> {
  const kind = sql<string>`coalesce(kind, 'question')`;
  const rows = await db.selectFrom("prompts")
    .select([kind.as("kind"), sql<number>`count(*)`.as("value"), sql<string>`min(created_at)`.as("oldest")])
    // Word for word the condition of the indexes of open prompts.
    .where(sql<boolean>`status = 'pending'`).groupBy(kind).execute();
  return {
    openPrompts: rows.map(({ kind, value }) => ({ labels: { kind }, value })),
    oldestPromptSeconds: Math.max(0, ...rows.map(({ oldest }) => secondsSince(oldest, clock))),
  };
}

/** Workers, their leases, and loops that nobody has taken although their turn has come. */
export async function workNow(
  db: Kysely<Tables>,
  clock: Clock,
): Promise<Pick<Measured, "due" | "longestDueSeconds" | "workers" | "working" | "oldestLeaseSeconds">> {
  const now = timestamp(clock);
  const row = await db.selectNoFrom([
    sql<number>`(select count(*) from workers where expires_at > ${now})`.as("workers"),
    sql<number>`(select count(*) from loops where lease_owner is not null and lease_expires_at > ${now}
      and status = 'running')`.as("working"),
    // A lease runs out as long after it was renewed as its worker's row after the last heartbeat.
    sql<number | null>`(select max(unixepoch(${now}, 'subsec') - unixepoch(lease_expires_at, 'subsec')
        + unixepoch(workers.expires_at, 'subsec') - unixepoch(workers.heartbeat_at, 'subsec'))
      from workers join loops on loops.lease_owner = workers.name and loops.lease_expires_at > ${now})`.as("oldest"),
    sql<number>`(select count(*) from (${turns(now)}))`.as("due"),
    sql<string | null>`(select min(since) from (${turns(now)}))`.as("since"),
  ]).executeTakeFirstOrThrow();
  return {
    due: row.due,
    longestDueSeconds: Math.max(0, secondsSince(row.since, clock)),
    workers: row.workers,
    working: row.working,
    oldestLeaseSeconds: Math.max(0, row.oldest ?? 0),
  };
}

/** As workers see them, each kind through its own index; one that waits for a machine is not due before that is free. */
function turns(now: string): RawBuilder<unknown> {
  return sql`
    select coalesce(next_run_at, created_at) as since from loops where status = 'pending' and lease_owner is null
    union all
    select next_run_at from loops where status = 'waiting' and next_run_at <= ${now} and lease_owner is null and waits_for is null
    union all
    select suspended_until from loops where suspended_until is not null and suspended_until <= ${now}
    union all
    select lease_expires_at from loops where status = 'running' and (lease_owner is null or lease_expires_at <= ${now})`;
}

/** 0 for no time, and for one that cannot be read: the original wrote the text of its default. */
function secondsSince(time: string | null, clock: Clock): number {
  const at = time === null ? NaN : Date.parse(time);
  return Number.isNaN(at) ? 0 : (clock.now() - at) / 1000;
}
