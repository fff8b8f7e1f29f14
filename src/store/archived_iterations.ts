// Iterations as readers see them: by their newest end or in pages, so that an old loop is read as fast as a young one.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { Archive, IterationPlace, IterationRow } from "../ports/archive.ts";
import { readColumn } from "./json_column.ts";
import { each, listed } from "./listed.ts";
import type { IterationTableRow, Tables } from "./tables.ts";

/** Rows read at once on the way back through runs: most runs have two or three. */
const PAGE = 64;

/** The archive's queries of iterations. */
export function archivedIterations(
  db: Kysely<Tables>,
): Pick<Archive, "iterations" | "lastRuns" | "latest" | "iterationsById"> {
  return {
    iterations: async (loop, page) => {
      const rows = "last" in page
        ? (await newestFirst(db, loop, { before: null, limit: page.last })).reverse()
        : await oldestFirst(db, loop, page);
      return rows.map(iterationForReaders);
    },
    lastRuns: (loop, runs) => lastRuns(db, loop, runs),
    latest: async (loops) => {
      const rows = await rowsQuery(db).where("id", "in", newestOf(loops)).execute();
      return new Map(rows.map((row) => [row.loop_id, iterationForReaders(row)]));
    },
    iterationsById: async (ids) => {
      const rows = await rowsQuery(db)
        .where("id", "in", listed(ids)).execute();
      return rows.map(iterationForReaders);
    },
  };
}

/** Ids of the newest iteration of each of these loops. */
export function newestOf(loops: readonly number[]): RawBuilder<number> {
  return sql<number>`(select (select id from iterations where loop_id = value order by n desc, id desc limit 1)
    from ${each(loops)})`;
}

/** The number of a row's increment. */
export const INCREMENT = sql<number | null>`(select n from increments where increments.id = iterations.increment_id)`
  .as("increment");

function rowsQuery(db: Kysely<Tables>) {
  return db.selectFrom("iterations").selectAll().select(INCREMENT);
}

type Row = IterationTableRow & { increment: number | null };

async function lastRuns(
  db: Kysely<Tables>,
  loop: number,
  runs: number,
): Promise<{ iterations: IterationRow[]; earlier: boolean }> {
  const found: Row[] = [];
  let seen = 0;
  let run: number | null = null;
  while (true) {
    const page = await newestFirst(db, loop, { before: found.at(-1) ?? null, limit: PAGE });
    for (const row of page) {
      if (row.run === null || row.run !== run || seen === 0) seen++;
      if (seen > runs) return { iterations: found.reverse().map(iterationForReaders), earlier: true };
      run = row.run;
      found.push(row);
    }
    if (page.length < PAGE) return { iterations: found.reverse().map(iterationForReaders), earlier: false };
  }
}

function newestFirst(
  db: Kysely<Tables>,
  loop: number,
  { before, limit }: { before: IterationPlace | null; limit: number },
): Promise<Row[]> {
  const query = rowsQuery(db).where("loop_id", "=", loop)
    .orderBy("n", "desc").orderBy("id", "desc").limit(limit);
  return (before === null ? query : query.where(sql<boolean>`(n, id) < (${before.n}, ${before.id})`)).execute();
}

function oldestFirst(
  db: Kysely<Tables>,
  loop: number,
  { after, limit }: { after: IterationPlace | null; limit: number },
): Promise<Row[]> {
  const query = rowsQuery(db).where("loop_id", "=", loop)
    .orderBy("n").orderBy("id").limit(limit);
  return (after === null ? query : query.where(sql<boolean>`(n, id) > (${after.n}, ${after.id})`)).execute();
}

/** An iteration of anybody, for people. */
export function iterationForReaders(
  row: Omit<Row, "increment_id" | "decision" | "attempt" | "counts">,
): IterationRow {
  return {
    id: row.id,
    n: row.n,
    run: row.run,
    increment: row.increment,
    phase: row.phase,
    fresh: row.fresh === 1,
    decidedBy: row.decided_by,
    converged: row.converged === null ? null : row.converged !== 0,
    reasoning: row.reasoning,
    observations: readColumn(row.observations),
    error: row.error,
    createdAt: row.created_at,
    completedAt: row.completed_at,
    repeats: row.repeats,
    lastAt: row.last_at,
  };
}
