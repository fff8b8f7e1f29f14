// The feed: what happened, in the transaction in which it happened.
import { CompiledQuery } from "kysely";
import type { FeedKind } from "../model/feed.ts";
import type { Json } from "../model/json.ts";
import type { Clock } from "../ports/clock.ts";
import { toColumn } from "./json_column.ts";
import { postNotifications } from "./outbox.ts";
import type { Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** What to tell. */
export interface Told {
  loop: number;
  kind: FeedKind;
  about?: number | null;
  data?: Json;
}

/** Written out: each action is told twice, and building the same query anew costs more than the row. */
const INSERT = "INSERT INTO events (at, loop_id, kind, about, data) VALUES (?, ?, ?, ?, ?)";

/** Adds a row, and puts what people asked to be notified of into the outbox. */
export async function tell(trx: Transact, { loop, kind, about = null, data }: Told, clock: Clock): Promise<void> {
  const values = [timestamp(clock), loop, kind, about, toColumn(data)];
  const { insertId } = await trx.executeQuery(CompiledQuery.raw(INSERT, values));
  await postNotifications(trx, { id: Number(insertId), loop, kind, about, data: data ?? null }, clock);
}
