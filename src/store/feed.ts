// The feed: what happened, in the transaction in which it happened.
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

/** Adds a row, and puts what people asked to be notified of into the outbox. */
export async function tell(trx: Transact, { loop, kind, about = null, data }: Told, clock: Clock): Promise<void> {
  const { insertId } = await trx.insertInto("events").values({
    at: timestamp(clock),
    loop_id: loop,
    kind,
    about,
    data: toColumn(data),
  }).executeTakeFirst();
  await postNotifications(trx, { id: Number(insertId), loop, kind, about, data: data ?? null }, clock);
}
