// Iterations as lists show them: without what their looks saw and what was decided, which may be megabytes.
import { type Kysely, sql } from "kysely";
import type { IterationRow } from "../ports/archive.ts";
import { INCREMENT, iterationForReaders } from "./archived_iterations.ts";
import type { Tables } from "./tables.ts";

/** Bytes of counts that a list takes: two thousand hosts' worth. */
const MOST = 256 * 1024;

/** Of what was seen the counts by host, failures and doubts; null where even these are too long. */
const COUNTS = sql<string | null>`case
  when octet_length(observations) <= ${sql.lit(MOST)} and instr(observations, '"looks"') = 0 then observations
  when json_valid(observations) and json_type(observations) = 'object' then json_remove(observations, '$.looks') end`;

/** Only what is named here; the caller adds which. `seen`: with the counts of what was seen. */
export function linesQuery(db: Kysely<Tables>, { seen }: { seen: boolean }) {
  return db.selectFrom("iterations").select([
    "iterations.id",
    "iterations.loop_id",
    "iterations.n",
    "iterations.run",
    "iterations.phase",
    "iterations.fresh",
    "iterations.decided_by",
    "iterations.converged",
    "iterations.reasoning",
    "iterations.error",
    "iterations.created_at",
    "iterations.completed_at",
    "iterations.repeats",
    "iterations.last_at",
    (seen ? COUNTS : sql<string | null>`null`).as("observations"),
    INCREMENT,
  ]);
}

/** A row of these columns. */
export function iterationLine(
  row: Awaited<ReturnType<ReturnType<typeof linesQuery>["execute"]>>[number],
): IterationRow {
  const long = row.observations !== null && row.observations.length > MOST;
  return iterationForReaders(long ? { ...row, observations: null } : row);
}
