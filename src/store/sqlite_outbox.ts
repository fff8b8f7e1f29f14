// The outbox is emptied: what is due is taken for a time, so that two workers do not both send it.
import type { Kysely } from "kysely";
import type { Clock } from "../ports/clock.ts";
import type { Fetching, Outbox, Posted } from "../ports/outbox.ts";
import { type Body, bodyOf } from "./outbox.ts";
import type { Tables } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** The outbox of an open database. */
export function sqliteOutbox(db: Kysely<Tables>, clock: Clock): Outbox {
  return {
    due: async (fetching) => {
      if (fetching.limit < 1) return [];
      // Reading first: whoever asks every second must not take the write lock for nothing.
      const found = await dueQuery(db, fetching, clock).execute();
      return found.length === 0 ? [] : await db.transaction().execute((trx) => take(trx, fetching, clock));
    },
    delivered: async ({ id }) => {
      await db.updateTable("notifications")
        .set({ status: "delivered", delivered_at: timestamp(clock), next_at: null, last_error: null })
        .where("id", "=", id).where("status", "!=", "delivered").execute();
    },
    failed: async ({ id, attempt }, error, nextAt) => {
      await db.updateTable("notifications").set({
        last_error: error,
        status: nextAt === null ? "given up" : "pending",
        next_at: nextAt === null ? null : new Date(nextAt).toISOString(),
      }).where("id", "=", id).where("status", "=", "pending").where("attempts", "=", attempt).execute();
    },
  };
}

async function take(trx: Kysely<Tables>, fetching: Fetching, clock: Clock): Promise<Posted[]> {
  const rows = await withoutStale(trx, () => dueQuery(trx, fetching, clock).execute());
  if (rows.length === 0) return [];
  await trx.updateTable("notifications")
    .set((eb) => ({ attempts: eb("attempts", "+", 1), next_at: timestamp(clock, fetching.forMs) }))
    .where("id", "in", rows.map(({ id }) => id)).execute();
  return rows.map((row) => ({
    id: row.id,
    loop: row.loop_id,
    target: row.target,
    body: row.body,
    event: row.kind,
    text: bodyOf(row)?.text ?? "",
    attempt: row.attempts + 1,
  }));
}

/** Asks until it is given what may be sent, and drops what may not. */
async function withoutStale<T extends { id: number; body: string }>(
  trx: Kysely<Tables>,
  ask: () => Promise<T[]>,
): Promise<T[]> {
  for (;;) {
    const rows = await ask();
    let dropped = false;
    for (const row of rows) {
      const body = bodyOf(row);
      const why = body === null ? "its text is damaged" : await isStale(trx, body) ? STALE : null;
      if (why === null) continue;
      await drop(trx, row.id, why);
      dropped = true;
    }
    if (!dropped) return rows;
  }
}

/** A question that was answered before anybody was told of it. */
async function isStale(trx: Kysely<Tables>, { answer }: Body): Promise<boolean> {
  if (answer === undefined) return false;
  const row = await trx.selectFrom("prompts").select("status").where("id", "=", answer.prompt).executeTakeFirst();
  return row?.status !== "pending";
}

const STALE = "the question was answered, or is asked no more";

async function drop(trx: Kysely<Tables>, id: number, why: string): Promise<void> {
  await trx.updateTable("notifications")
    .set({ status: "given up", next_at: null, last_error: why })
    .where("id", "=", id).execute();
}

/** The first of each target: it hears one thing at a time, and one that does not answer holds up nobody else. */
export function dueQuery(db: Kysely<Tables>, { limit, loop, except = [] }: Fetching, clock: Clock) {
  let due = db.selectFrom("notifications")
    .select(["id", "loop_id", "target", "body", "kind", "attempts", "next_at"])
    .select((eb) =>
      eb.fn.agg<number>("row_number").over((over) => over.partitionBy("target").orderBy("next_at").orderBy("id")).as(
        "turn",
      )
    )
    .where("status", "=", "pending");
  // A loop that ends here does not wait for more differences to tell of.
  due = loop === undefined
    ? due.where("next_at", "<=", timestamp(clock))
    : due.where("loop_id", "=", loop).where((eb) =>
      eb.or([eb("next_at", "<=", timestamp(clock)), eb("attempts", "=", 0)])
    );
  if (except.length > 0) due = due.where("target", "not in", except);
  return db.selectFrom(due.as("due")).selectAll().where("turn", "=", 1).orderBy("next_at").orderBy("id")
    .limit(limit);
}
