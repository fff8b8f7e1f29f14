// Actions as a table shows them: half the columns, and the heads of what was said. A thousand of them take half the time.
import { type Kysely, sql } from "kysely";
import type { ActionRow } from "../ports/archive.ts";
import { readColumn } from "./json_column.ts";
import { streamText } from "./recorded_streams.ts";
import type { ActionTableRow, Tables } from "./tables.ts";

/** Bytes of stdout and stderr: more than any line of a table has. */
const HEAD = 400;

/** Only what is named here; the caller adds which. */
export function briefQuery(db: Kysely<Tables>) {
  return db.selectFrom("actions").innerJoin("iterations", "iterations.id", "actions.iteration_id").select([
    "actions.id",
    "actions.iteration_id",
    "iterations.n",
    "actions.host",
    "actions.delegate",
    "actions.module",
    "actions.name",
    "actions.task",
    "actions.item",
    "actions.status",
    "actions.verdict",
    "actions.rc",
    "actions.changed",
    "actions.result",
    "actions.attempt",
    "actions.started_at",
    "actions.completed_at",
    sql<Uint8Array | null>`substr(cast(actions.stdout as blob), 1, ${sql.lit(HEAD)})`.as("stdout"),
    sql<Uint8Array | null>`substr(cast(actions.stderr as blob), 1, ${sql.lit(HEAD)})`.as("stderr"),
  ]);
}

type Streams = "stdout" | "stderr";
type BriefRow = Awaited<ReturnType<ReturnType<typeof briefQuery>["execute"]>>[number];

/** Without way, parameters and diff; streams are not put back into the result. */
export function actionInBrief(row: Omit<BriefRow, Streams> & Pick<ActionTableRow, Streams>): ActionRow {
  return {
    id: row.id,
    iteration: row.iteration_id,
    n: row.n,
    host: row.host,
    delegate: row.delegate,
    way: null,
    module: row.module,
    params: null,
    name: row.name,
    task: row.task,
    item: readColumn(row.item),
    status: row.status,
    verdict: row.verdict,
    rc: row.rc,
    stdout: streamText(row.stdout),
    stderr: streamText(row.stderr),
    changed: row.changed === null ? null : row.changed !== 0,
    diff: null,
    result: readColumn(row.result),
    attempt: row.attempt,
    startedAt: row.started_at,
    completedAt: row.completed_at,
  };
}
