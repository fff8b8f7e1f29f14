// Notifications on their way: written with the event that they are about, delivered by whoever works.
import type { FeedEvent } from "../model/feed.ts";
import type { Clock } from "../ports/clock.ts";
import type { Transact } from "./tables.ts";

/** Puts one row a target into the outbox, where the loop has targets and the event is of a kind that people are told of. */
export async function postNotifications(
  _trx: Transact,
  _event: Omit<FeedEvent, "at">,
  _clock: Clock,
): Promise<void> {
}
