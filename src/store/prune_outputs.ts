// Old contents go: what no action has said and no run has read for long, and no loop stands on.
import { type Kysely, sql } from "kysely";
import type { Clock } from "../ports/clock.ts";
import { IS_OPEN } from "./ended.ts";
import { sourcesOf } from "./sources_column.ts";
import type { Tables } from "./tables.ts";
import { type Step, TimeSlice } from "./prune_step.ts";

/** Contents that one step looks at. */
const LOOKED_AT = 200;
/** Bytes after which a step ends: each page that becomes free is written at the commit. */
const MOST = 512 * 1024;

/** A content in the order in which they were last used. */
export interface Used {
  used_at: string;
  hash: string;
}

/**
 * One batch, beginning after `after`. What loops that go on need stays, however old: that is looked up here without the lock, since a
 * run that reads or says a content meanwhile marks it as used. `after` of the result is where the next batch begins; null at the end.
 */
export async function pruneOutputs(
  db: Kysely<Tables>,
  { after, before, clock }: { after: Used | null; before: string; clock: Clock },
): Promise<Step & { after: Used | null }> {
  const query = db.selectFrom("outputs").select(["used_at", "hash"])
    .select((eb) => eb.fn<number>("length", ["content"]).as("stored")).where("used_at", "<", before).orderBy("used_at")
    .orderBy("hash").limit(LOOKED_AT);
  const later = sql<boolean>`(used_at, hash) > (${after?.used_at ?? ""}, ${after?.hash ?? ""})`;
  const old = await query.where(later).execute() as (Used & { stored: number })[];
  if (old.length === 0) return { removed: {}, more: false, after: null };
  const needed = await neededByOpenLoops(db);
  const free = old.filter(({ hash }) => !needed.has(hash));
  const end = old.length === LOOKED_AT ? old.at(-1)! : null;
  if (free.length === 0) return { removed: {}, more: end !== null, after: end };
  return await db.transaction().execute(async (trx) => {
    const slice = new TimeSlice(clock);
    let outputs = 0;
    let bytes = 0;
    for (const { hash, stored } of free) {
      const { numDeletedRows } = await trx.deleteFrom("outputs").where("hash", "=", hash).where("used_at", "<", before)
        .executeTakeFirst();
      outputs += Number(numDeletedRows);
      bytes += stored;
      if (slice.over || bytes >= MOST) return { removed: { outputs }, more: true, after };
    }
    return { removed: { outputs }, more: end !== null, after: end };
  });
}

/**
 * Hashes of what loops that have not ended go on with: the files that they were read from, what actions of their current runs said, since
 * later tasks may read it, and what their models answered, since nobody asks them again. Briefs are for readers only.
 */
export async function neededByOpenLoops(db: Kysely<Tables>): Promise<Set<string | null>> {
  // A loop whose own are damaged goes on with none of them: it must not keep what is old of all others.
  const rows = await db.selectFrom("loops").select("sources").where(IS_OPEN).where(sql<boolean>`json_valid(sources)`)
    .execute();
  const open = db.selectFrom("loops").select(["id", "run"]).where(IS_OPEN);
  const said = await db.selectFrom(open.as("open"))
    .innerJoin(
      "iterations",
      (join) => join.onRef("iterations.loop_id", "=", "open.id").onRef("iterations.run", "=", "open.run"),
    )
    .innerJoin("actions", "actions.iteration_id", "iterations.id")
    .select(["actions.stdout_hash as stdout", "actions.stderr_hash as stderr", "actions.diff_hash as diff"])
    .where(sql<boolean>`coalesce(stdout_hash, stderr_hash, diff_hash) is not null`).execute();
  const answered = await db.selectFrom(open.as("open"))
    .innerJoin("model_calls", "model_calls.loop_id", "open.id")
    .innerJoin(
      "iterations",
      (join) => join.onRef("iterations.id", "=", "model_calls.iteration_id").onRef("iterations.run", "=", "open.run"),
    )
    .select("model_calls.reply_hash").where("model_calls.reply_hash", "is not", null).execute();
  return new Set([
    ...answered.map(({ reply_hash }) => reply_hash),
    ...rows.flatMap(({ sources }) => Object.values(sourcesOf(sources)?.files ?? {})),
    ...said.flatMap(({ stdout, stderr, diff }) => [stdout, stderr, diff]),
  ]);
}
