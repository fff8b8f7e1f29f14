// What is on record of hosts grows old, too: facts that nobody relies on any more, and variables of loops that are over.
import { type Kysely, sql } from "kysely";
import type { Clock } from "../ports/clock.ts";
import { ENDED } from "./ended.ts";
import type { Tables } from "./tables.ts";
import { type Step, TimeSlice } from "./prune_step.ts";

/** Rows that one step looks at, and of how many it takes facts: they have tens of kilobytes each, and each page that becomes free is written. */
const LOOKED_AT = 200;
const TAKEN = 12;

/**
 * One batch, beginning after the row `after`. Facts go when they are older than `before`, or the loop has ended and another one has younger ones of
 * the host; variables go that long after their loop has ended. The rows stay, as those of loops do: they say who was met, and what was changed.
 */
export async function pruneHosts(
  db: Kysely<Tables>,
  { after, before, clock }: { after: number; before: string; clock: Clock },
): Promise<Step & { after: number }> {
  // Looked up without the lock; what is gathered meanwhile is younger than what is removed.
  const rows = await query(db, before).where("hosts.id", ">", after).orderBy("hosts.id").limit(LOOKED_AT).execute();
  const old = rows.filter(({ factsGo, varsGo }) => factsGo === 1 || varsGo === 1);
  const end = { removed: {}, more: rows.length === LOOKED_AT, after: rows.at(-1)?.id ?? 0 };
  if (old.length === 0) return end;
  return await db.transaction().execute(async (trx) => {
    const slice = new TimeSlice(clock);
    for (const [index, { id, factsGo, varsGo, facts_at }] of old.entries()) {
      if (factsGo === 1) {
        const { numUpdatedRows } = await trx.updateTable("hosts").set({ facts_at: null, facts_asked: null })
          .where("id", "=", id).where("facts_at", "=", facts_at).executeTakeFirst();
        if (numUpdatedRows > 0n) await trx.deleteFrom("host_facts").where("host_id", "=", id).execute();
      }
      if (varsGo === 1) await trx.updateTable("hosts").set({ vars: null }).where("id", "=", id).execute();
      if (index + 1 < old.length && (slice.over || index + 1 >= TAKEN)) return { removed: {}, more: true, after: id };
    }
    return end;
  });
}

function query(db: Kysely<Tables>, before: string) {
  const ended = sql<boolean>`loops.status in (${sql.join(ENDED)})`;
  const younger = sql<boolean>`exists (
    select 1 from hosts other where other.hostname = hosts.hostname and other.facts_at > hosts.facts_at)`;
  return db.selectFrom("hosts").innerJoin("loops", "loops.id", "hosts.loop_id").select(["hosts.id", "hosts.facts_at"])
    .select(sql<number>`hosts.facts_at is not null and (hosts.facts_at < ${before} or (${ended} and ${younger}))`
      .as("factsGo"))
    .select(sql<number>`hosts.vars is not null and ${ended} and loops.completed_at < ${before}`.as("varsGo"));
}
