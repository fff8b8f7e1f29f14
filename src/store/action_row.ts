// An action's row: read for the engine and for people.
import { type ExpressionBuilder, sql } from "kysely";
import type { ActionStatus, RecordedAction } from "../model/action.ts";
import { isObject, type Json, type JsonObject } from "../model/json.ts";
import type { Diff } from "../model/plan.ts";
import type { Way } from "../model/way.ts";
import type { ActionRow } from "../ports/archive.ts";
import { actionInBrief } from "./brief_actions.ts";
import { fromColumn, readColumn } from "./json_column.ts";
import { putStreamsBack, streamText } from "./recorded_streams.ts";
import type { ActionTableRow, Tables } from "./tables.ts";

/** Columns of an action; the streams as bytes, since node:sqlite would end their text at the first NUL. */
export function actionColumns(_: ExpressionBuilder<Tables, "actions">) {
  return [
    "actions.id",
    "actions.iteration_id",
    "actions.host_id",
    "actions.module",
    "actions.params",
    "actions.status",
    "actions.rc",
    sql<Uint8Array | null>`cast(actions.stdout as blob)`.as("stdout"),
    sql<Uint8Array | null>`cast(actions.stderr as blob)`.as("stderr"),
    "actions.changed",
    "actions.started_at",
    "actions.completed_at",
    "actions.host",
    "actions.name",
    "actions.task",
    "actions.item",
    "actions.position",
    "actions.occurrence",
    "actions.verdict",
    "actions.diff",
    "actions.result",
    "actions.attempt",
    "actions.adopted",
    "actions.no_log",
    "actions.stdout_hash",
    "actions.stderr_hash",
    "actions.diff_hash",
    "actions.way",
    "actions.delegate",
  ] as const;
}

/** As they are to be done: a pending copy of one that never started stands where that one stood. */
export function inOrder(a: ActionTableRow, b: ActionTableRow): number {
  return (a.position ?? 0) - (b.position ?? 0) || a.id - b.id;
}

/** For the engine: an action of the current run, which this program wrote. */
export function recordedAction(row: ActionTableRow): RecordedAction {
  const result = fromColumn<JsonObject>(row.result);
  return {
    id: row.id,
    iteration: row.iteration_id,
    host: row.host ?? "",
    way: fromColumn<Way>(row.way),
    module: row.module,
    params: fromColumn<JsonObject>(row.params) ?? {},
    name: row.name ?? row.module,
    task: row.task,
    ...(row.item === null ? {} : { item: fromColumn<Json>(row.item) }),
    position: row.position ?? 0,
    occurrence: row.occurrence,
    adopted: row.adopted === 1,
    status: row.status as ActionStatus,
    diff: fromColumn<Diff[]>(row.diff) ?? [],
    result: result === null
      ? null
      : putStreamsBack({ stdout: streamText(row.stdout), stderr: streamText(row.stderr), result }),
    attempt: row.attempt,
    startedAt: row.started_at,
    completedAt: row.completed_at,
  };
}

/** For people: any row, the original's included. */
export function actionForReaders(row: ActionTableRow & { n: number }): ActionRow {
  const shown = actionInBrief(row);
  const { stdout, stderr, result } = shown;
  return {
    ...shown,
    way: readColumn(row.way),
    params: readColumn(row.params),
    diff: readColumn(row.diff),
    result: isObject(result) ? putStreamsBack({ stdout, stderr, result }) : result,
  };
}
