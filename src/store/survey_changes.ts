// What was changed on one host, by whichever loop, newest first.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { HostChange, Paged, PageTerms } from "../ports/survey.ts";
import { actionColumns, actionForReaders } from "./action_row.ts";
import { pageOf, placeText, readPlace, rowsToAsk } from "./page_place.ts";
import type { Tables } from "./tables.ts";

/** A page of changes. */
export async function hostChangePage(
  db: Kysely<Tables>,
  host: string,
  { after, limit }: PageTerms,
): Promise<Paged<HostChange>> {
  const before = after === undefined ? Number.MAX_SAFE_INTEGER : readPlace("changes", ["integer"], after)[0] as number;
  const ask = (ids: RawBuilder<number>) => changesQuery(db).where("actions.id", "in", ids).execute();
  const most = rowsToAsk(limit);
  // Word for word the expressions and conditions of their indexes.
  const ours = await ask(sql`(select id from actions where coalesce(delegate, host) = ${host} and changed = 1
    and id < ${before} order by id desc limit ${most})`);
  // The original's rows name their host by its row.
  const theirs = await ask(sql`(select actions.id from hosts cross join actions on actions.host_id = hosts.id
    where hosts.hostname = ${host} and actions.changed = 1 and actions.host_id is not null and actions.id < ${before}
    order by actions.id desc limit ${most})`);
  const rows = [...ours, ...theirs].sort((a, b) => b.id - a.id);
  return pageOf(rows, limit, { show: hostChange, place: ({ id }) => placeText("changes", [id]) });
}

function changesQuery(db: Kysely<Tables>) {
  return db.selectFrom("actions").innerJoin("iterations", "iterations.id", "actions.iteration_id")
    .innerJoin("loops", "loops.id", "iterations.loop_id")
    .select(actionColumns).select(["iterations.n", "iterations.loop_id as loop", "loops.name as loopName"]);
}

function hostChange(row: Awaited<ReturnType<ReturnType<typeof changesQuery>["execute"]>>[number]): HostChange {
  return { ...actionForReaders(row), loop: row.loop, loopName: row.loopName };
}
