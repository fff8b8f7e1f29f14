// What pruning would remove, counted without removing it.
import { sql } from "kysely";
import type { Removed } from "../ports/upkeep.ts";
import { USED_AGAIN_MS } from "./kept_sources.ts";
import type { PruneMeans } from "./prune.ts";
import { ENDED } from "./ended.ts";
import { neededByOpenLoops } from "./prune_outputs.ts";
import { timestamp } from "./timestamp.ts";

/** The conditions of the steps in one look each; a long read, but nobody waits for it. */
export async function foreseePrune({ db, clock, keep }: Omit<PruneMeans, "file">): Promise<Removed> {
  const outputsBefore = timestamp(clock, -keep.outputsMs);
  const unusedSince = timestamp(clock, -Math.max(keep.outputsMs, 2 * USED_AGAIN_MS));
  const historyBefore = timestamp(clock, -keep.historyMs);
  // The feed and iterations go from their oldest end on, up to the first that is young enough.
  const { rows: [counts] } = await sql<Omit<Removed, "outputs">>`
    with leaving as (
      select i.id from iterations i join loops l on l.id = i.loop_id
      where i.id < coalesce((select min(id) from iterations where created_at >= ${historyBefore}), 9e18)
        and i.completed_at is not null and coalesce(i.last_at, i.completed_at) < ${historyBefore}
        and (i.run is not l.run or l.status in (${sql.join(ENDED)}))
        and exists (select 1 from iterations n where n.loop_id = i.loop_id and n.n > i.n)
        and i.id is not (select iteration_id from actions order by id desc limit 1)
        and not exists (select 1 from actions a where a.iteration_id = i.id and a.status = 'running')
        and not exists (select 1 from prompts p where p.iteration_id = i.id and p.status = 'pending')
    )
    select
      (select count(*) from events
        where id < coalesce((select min(id) from events where at >= ${outputsBefore}), 9e18)) as events,
      (select count(*) from notifications where status <> 'pending' and created_at < ${outputsBefore}) as notifications,
      (select count(*) from leaving) as iterations,
      (select count(*) from actions where iteration_id in (select id from leaving)) as actions`.execute(db);
  const old = await db.selectFrom("outputs").select("hash").where("used_at", "<", unusedSince).execute();
  const needed = await neededByOpenLoops(db);
  return { ...counts!, outputs: old.filter(({ hash }) => !needed.has(hash)).length };
}
