// Loops as a list shows them: each with its newest iteration, its hosts, its questions, its drifts and its cost.
import { type Kysely, sql } from "kysely";
import type { LoopLine } from "../ports/survey.ts";
import { newestOf } from "./archived_iterations.ts";
import { iterationLine, linesQuery } from "./iteration_lines.ts";
import { builtOnce } from "./built_once.ts";
import { countsOf, type HostCounts } from "./host_counts.ts";
import { listed } from "./listed.ts";
import { loopOf } from "./loop_row.ts";
import { promptForReaders } from "./prompt_row.ts";
import type { Tables } from "./tables.ts";

/** How far back an iteration is looked for that has counts. */
const LOOKED_BACK = 10;

/** The lines of these loops, in their order; of one that is no more there is none. */
export async function loopLines(db: Kysely<Tables>, ids: readonly number[]): Promise<LoopLine[]> {
  if (ids.length === 0) return [];
  const these = listed(ids);
  const [loops, iterations, counted, hosts, prompts, drifts] = await Promise.all([
    db.selectFrom("loops").selectAll().where("id", "in", these).execute(),
    newest(db, ids),
    hostCounts(db, ids),
    countBy(
      db.selectFrom("hosts").select(["loop_id", sql<number>`count(*)`.as("value")])
        .where("loop_id", "in", these).where("status", "<>", "gone").groupBy("loop_id"),
    ),
    db.selectFrom("prompts").selectAll().where(sql<boolean>`status = 'pending'`).where("loop_id", "in", these)
      .execute(),
    countBy(
      db.selectFrom("drifts").select(["loop_id", sql<number>`count(*)`.as("value")])
        .where("loop_id", "in", these).where("corrected_at", "is", null).groupBy("loop_id"),
    ),
  ]);
  const rows = new Map(loops.map((row) => [row.id, row]));
  const asked = Map.groupBy(prompts.sort((a, b) => a.id - b.id), ({ loop_id }) => loop_id);
  return ids.flatMap((id) => {
    const row = rows.get(id);
    if (row === undefined) return [];
    return [{
      loop: loopOf(row),
      iteration: iterations.get(id) ?? null,
      hosts: { all: hosts.get(id) ?? 0, ...counted.get(id) ?? NONE },
      prompts: (asked.get(id) ?? []).map(promptForReaders),
      openDrifts: drifts.get(id) ?? 0,
      costUsd: row.cost_usd,
    }];
  });
}

const NONE: HostCounts = { ok: 0, changed: 0, failed: 0, unreachable: 0 };

async function newest(db: Kysely<Tables>, ids: readonly number[]) {
  const rows = await linesQuery(db, { seen: false }).where("id", "in", newestOf(ids)).execute();
  return new Map(rows.map((row) => [row.loop_id, iterationLine(row)]));
}

/** Of the newest iteration that has any. */
async function hostCounts(db: Kysely<Tables>, ids: readonly number[]): Promise<Map<number, HostCounts>> {
  const counts = new Map<number, HostCounts>();
  for (const loop of ids) {
    for (const row of await askCounts(db, { loop })) {
      const counted = countsOf(row);
      if (counted === null) continue;
      counts.set(loop, counted);
      break;
    }
  }
  return counts;
}

/** What was seen is read only where nothing is counted. */
const askCounts = builtOnce(
  ["loop"],
  (trx, { loop }: { loop: number }) =>
    trx.selectFrom("iterations")
      .select(["counts", sql<string | null>`case when counts is null then observations end`.as("observations")])
      .where("loop_id", "=", loop).orderBy("n", "desc").orderBy("id", "desc").limit(LOOKED_BACK),
);

async function countBy(query: {
  execute(): Promise<{ loop_id: number; value: number }[]>;
}): Promise<Map<number, number>> {
  return new Map((await query.execute()).map(({ loop_id, value }) => [loop_id, value]));
}
