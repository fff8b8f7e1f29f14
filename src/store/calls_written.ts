// Questions to the model written down: before they are sent, and what came of them before anything is made of it.
import { sql } from "kysely";
import type { Clock } from "../ports/clock.ts";
import type { Journal } from "../ports/journal.ts";
import { builtOnce } from "./built_once.ts";
import { cut } from "./cut.ts";
import { tell } from "./feed.ts";
import type { LongOutputs } from "./long_outputs.ts";
import type { IterationTableRow, Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

type Call = Parameters<Journal["beginCall"]>[1];
type End = Parameters<Journal["endCall"]>[1];

/** Characters of a problem that a row of the feed takes. */
const MOST_TOLD = 300;

/** A question of an open iteration. What the loop asked before and nobody waits for any more is lost. Returns the row. */
export async function beginCall(
  trx: Transact,
  { id: iteration, loop_id: loop }: IterationTableRow,
  { purpose, attempt, model, brief }: Call,
  { clock, long }: { clock: Clock; long: LongOutputs },
): Promise<number> {
  await loseCalls(trx, loop, clock);
  const { insertId } = await trx.insertInto("model_calls").values({
    loop_id: loop,
    iteration_id: iteration,
    purpose,
    attempt,
    model,
    status: "sent",
    brief_hash: await long.keepWhole(trx, brief, clock),
    started_at: timestamp(clock),
  }).executeTakeFirst();
  const id = Number(insertId);
  await tell(trx, { loop, kind: "model asked", about: id, data: { model, attempt, purpose } }, clock);
  return id;
}

/** Its end. One that has ended takes nothing more but what was wrong with its reply. Throws for any other: our bug. */
export async function endCall(
  trx: Transact,
  loop: number,
  { id, status, reply, problem, ms }: End & { id: number },
  { clock, long }: { clock: Clock; long: LongOutputs },
): Promise<void> {
  const row = await trx.selectFrom("model_calls").select(["status", "model"]).where("id", "=", id)
    .where("loop_id", "=", loop).executeTakeFirst();
  if (row === undefined) throw new Error(`Loop ${loop} has no question ${id} to its model`);
  const wrong = problem?.replaceAll("\0", "\u{fffd}");
  if (row.status !== "sent") {
    if (reply !== undefined) {
      throw new Error(`Question ${id} to the model is ${row.status} and takes no reply any more`);
    }
    await trx.updateTable("model_calls").set({ problem: wrong ?? null }).where("id", "=", id).execute();
    return;
  }
  if (status === "answered" && reply === undefined) throw new Error(`Question ${id} is answered without a reply`);
  const kept = reply === undefined ? null : await long.keepOne(trx, reply.text, clock);
  const { tokensIn = null, tokensOut = null, costUsd = null, model = row.model } = reply ?? {};
  await trx.updateTable("model_calls").set({
    status,
    model,
    reply: kept?.text ?? null,
    reply_hash: kept?.hash ?? null,
    problem: wrong ?? null,
    tokens_in: tokensIn,
    tokens_out: tokensOut,
    cost_usd: costUsd,
    ms: ms ?? null,
    ended_at: timestamp(clock),
  }).where("id", "=", id).execute();
  const data = {
    ...{ model, ms: ms ?? null, tokensIn, tokensOut, costUsd },
    ...(wrong === undefined ? {} : { problem: cut(wrong, MOST_TOLD) }),
  };
  await tell(trx, { loop, kind: "model answered", about: id, data }, clock);
}

const askSent = builtOnce(
  ["loop"],
  (trx, { loop }: { loop: number }) =>
    // Word for word the condition of the index `model_calls_sent`.
    trx.selectFrom("model_calls").select("id").where("loop_id", "=", loop).where(sql<boolean>`status = 'sent'`),
);

/** Nobody waits for what is on its way any more: its process is gone, or the run has ended. */
export async function loseCalls(trx: Transact, loop: number, clock: Clock): Promise<void> {
  const sent = await askSent(trx, { loop });
  if (sent.length === 0) return;
  await trx.updateTable("model_calls").set({ status: "lost", ended_at: timestamp(clock) })
    .where("id", "in", sent.map(({ id }) => id)).execute();
}
