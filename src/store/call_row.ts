// A question to the model, as rows have it.
import { type ExpressionBuilder, type Kysely, sql } from "kysely";
import type { CallPurpose, CallStatus, RecordedCall } from "../model/model_call.ts";
import { wholeTexts } from "./long_outputs.ts";
import { streamText } from "./recorded_streams.ts";
import type { Tables } from "./tables.ts";

/** Columns of a call; the reply as bytes, since node:sqlite would end its text at the first NUL. */
export function callColumns(_: ExpressionBuilder<Tables, "model_calls">) {
  return [
    "model_calls.id",
    "model_calls.iteration_id",
    "model_calls.purpose",
    "model_calls.attempt",
    "model_calls.model",
    "model_calls.status",
    sql<Uint8Array | null>`cast(model_calls.reply as blob)`.as("reply"),
    "model_calls.reply_hash",
    "model_calls.problem",
    "model_calls.tokens_in",
    "model_calls.tokens_out",
    "model_calls.cost_usd",
    "model_calls.ms",
    "model_calls.started_at",
  ] as const;
}

/** A row of these columns. */
export interface CallColumns {
  id: number;
  iteration_id: number;
  purpose: string;
  attempt: number;
  model: string;
  status: string;
  reply: Uint8Array | null;
  reply_hash: string | null;
  problem: string | null;
  tokens_in: number | null;
  tokens_out: number | null;
  cost_usd: number | null;
  ms: number | null;
  started_at: string;
}

/** The rows in the order in which they were asked, replies whole; where the whole was pruned, head and tail of it. */
export async function recordedCalls<R extends CallColumns>(
  db: Kysely<Tables>,
  rows: R[],
): Promise<{ row: R; call: RecordedCall }[]> {
  const whole = await wholeTexts(db, rows.flatMap(({ reply_hash }) => reply_hash === null ? [] : [reply_hash]));
  return rows.sort((a, b) => a.id - b.id).map((row) => ({ row, call: recordedCall(row, whole) }));
}

function recordedCall(row: CallColumns, whole: Map<string | null, string>): RecordedCall {
  return {
    id: row.id,
    iteration: row.iteration_id,
    purpose: row.purpose as CallPurpose,
    attempt: row.attempt,
    model: row.model,
    status: row.status as CallStatus,
    reply: whole.get(row.reply_hash) ?? streamText(row.reply),
    problem: row.problem,
    tokensIn: row.tokens_in,
    tokensOut: row.tokens_out,
    costUsd: row.cost_usd,
    ms: row.ms,
    startedAt: row.started_at,
  };
}
