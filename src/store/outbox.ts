// The outbox is filled: notifications are rows of the same transaction as what they are about.
import type { FeedEvent, FeedKind } from "../model/feed.ts";
import type { Json } from "../model/json.ts";
import type { LoopOptions } from "../model/loop.ts";
import type { Clock } from "../ports/clock.ts";
import { readObject } from "./json_column.ts";
import { newUid } from "./new_uid.ts";
import { announce, type Announcement } from "./notification.ts";
import type { Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** Few events are of these kinds: all others cost one look into this set. */
const NEWS = new Set<FeedKind>(["prompt", "failed", "blocked", "paused", "drift", "run ended"]);

/** Milliseconds that a difference waits for others: a hundred hosts that drift at once are one notification. */
const GATHERING_MS = 3000;
/** Most differences that a notification lists beside the first. */
const LISTED = 20;

/** Puts one row a target into the outbox, where the loop has targets and the event is news to people. */
export async function postNotifications(trx: Transact, event: Omit<FeedEvent, "at">, clock: Clock): Promise<void> {
  if (!NEWS.has(event.kind)) return;
  const row = await trx.selectFrom("loops").select(["name", "options"]).where("id", "=", event.loop).executeTakeFirst();
  // Most loops tell nobody: their options need not be parsed.
  if (row === undefined || row.options?.includes('"notify"') !== true) return;
  // Whoever puts a loop aside because its options are damaged tells of it, too.
  const { notify: targets = [] } = (readObject(row.options) ?? {}) as Partial<LoopOptions>;
  if (targets.length === 0) return;
  const announcement = await announce(trx, { event, name: row.name });
  if (announcement === null) return;
  for (const target of new Set(targets)) {
    const message = { ...announcement, about: event.about, data: event.data };
    if (event.kind === "drift" && await joined(trx, message, { target, loop: event.loop })) continue;
    await post(trx, message, { target, event: event.id, loop: { id: event.loop, name: row.name }, clock });
  }
}

interface Message extends Announcement {
  about: number | null;
  data: Json;
}

/** The body as the receiver gets it. */
export interface Body {
  /** The same at every attempt: a receiver may get it twice. */
  id: string;
  event: string;
  loop: { id: number; name: string };
  at: string;
  text: string;
  about: number | null;
  data: Json;
  answer?: { prompt: number; options: string[]; command: string };
  /** How many more differences were found with this one, and the first of them. */
  more?: number;
  also?: { about: number | null; data: Json }[];
}

/** Read back; null where somebody has put something else there. */
export function bodyOf({ body }: { body: string }): Body | null {
  const value = readObject(body);
  return typeof value?.["text"] === "string" ? value as unknown as Body : null;
}

async function post(
  trx: Transact,
  { event: kind, text, answer, about, data }: Message,
  { target, event, loop, clock }: { target: string; event: number; loop: Body["loop"]; clock: Clock },
): Promise<void> {
  const at = timestamp(clock);
  const body: Body = {
    id: newUid(),
    event: kind,
    loop,
    at,
    text,
    about,
    data,
    ...(answer === undefined ? {} : { answer }),
  };
  await trx.insertInto("notifications").values({
    event_id: event,
    loop_id: loop.id,
    kind,
    target,
    body: JSON.stringify(body),
    status: "pending",
    next_at: kind === "drift" ? timestamp(clock, GATHERING_MS) : at,
    created_at: at,
  }).execute();
}

/** Adds a difference to one that nobody has sent yet; false where there is none. */
async function joined(
  trx: Transact,
  { event, about, data }: Message,
  { target, loop }: { target: string; loop: number },
): Promise<boolean> {
  const row = await trx.selectFrom("notifications").select(["id", "body"]).where("loop_id", "=", loop)
    .where("target", "=", target).where("kind", "=", event).where("status", "=", "pending").where("attempts", "=", 0)
    .executeTakeFirst();
  const body = row === undefined ? null : bodyOf(row);
  if (row === undefined || body === null) return false;
  const { more = 0, also = [] } = body;
  const text = `${body.text.replace(/ \(and \d+ more\)$/, "")} (and ${more + 1} more)`;
  const listed = also.length < LISTED ? [...also, { about, data }] : also;
  await trx.updateTable("notifications")
    .set({ body: JSON.stringify({ ...body, text, more: more + 1, also: listed }) }).where("id", "=", row.id).execute();
  return true;
}
