// Notifications out of the outbox: what is due is sent, a few at once, and tried again for some hours. Loops never wait for it.
import type { Clock } from "../ports/clock.ts";
import type { Messenger } from "../ports/messenger.ts";
import type { Outbox, Posted } from "../ports/outbox.ts";

/** What sends. */
export interface Delivery {
  outbox: Outbox;
  messenger: Messenger;
  clock: Clock;
  /** Waits so many milliseconds, shorter when the signal fires. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** Most notifications on their way at once. */
const AT_ONCE = 4;
/** Milliseconds that a notification is ours: longer than any receiver may take, so that nobody else sends it meanwhile. */
const OURS_MS = 60_000;
/** Milliseconds between two looks into the outbox: a read by index, some ten microseconds. */
const LOOK_MS = 1000;
/** Milliseconds after which a database that could not be read or written is tried again. */
const TROUBLE_MS = 5000;
/** Milliseconds before the first retry; each wait is four times the one before. */
const RETRY_MS = 5000;
/** Retries after the first attempt: waits of 5, 20, 80, 320, 1280 and 5120 s, nearly two hours in all. */
const RETRIES = 6;

/** When an attempt that failed is repeated (counted from 1), in milliseconds; null: given up. */
export function retryAfter(attempt: number): number | null {
  return attempt > RETRIES ? null : RETRY_MS * 4 ** (attempt - 1);
}

/**
 * Sends what becomes due until `stop` fires; what is on its way then may end within `graceMs`, is cut short afterwards, and due again. Never
 * throws.
 */
export async function deliver(
  delivery: Delivery,
  { graceMs = 0 }: { graceMs?: number },
  stop: AbortSignal,
): Promise<void> {
  const busy = new Map<string, Promise<void>>();
  const cut = new AbortController();
  while (!stop.aborted) {
    let pause = LOOK_MS;
    try {
      const limit = AT_ONCE - busy.size;
      const due = limit === 0 ? [] : await delivery.outbox.due({ limit, forMs: OURS_MS, except: [...busy.keys()] });
      for (const posted of due) {
        busy.set(posted.target, sendOne(posted, delivery, cut.signal).finally(() => busy.delete(posted.target)));
      }
    } catch {
      // The database is locked, full or away: whoever works on loops says so. Nothing is lost, it is due again.
      pause = TROUBLE_MS;
    }
    // With an end, the next of the same target may go.
    await Promise.race([delivery.wait(pause, stop), ...busy.values()]);
  }
  const ended = new AbortController();
  const grace = graceMs > 0 ? delivery.wait(graceMs, ended.signal) : Promise.resolve();
  const late = grace.then(() => cut.abort());
  await Promise.all(busy.values()).then(() => ended.abort());
  await late;
}

/** Sends what one loop has to tell, one attempt each, for at most `withinMs`; what is not received then is left to the next worker. Never throws. */
export async function deliverNow(
  delivery: Delivery,
  { loop, withinMs = 10_000 }: { loop: number; withinMs?: number },
  signal: AbortSignal,
): Promise<void> {
  const late = new AbortController();
  const over = new AbortController();
  const ends = AbortSignal.any([signal, late.signal]);
  const until = delivery.clock.monotonic() + withinMs;
  const timer = delivery.wait(withinMs, AbortSignal.any([signal, over.signal])).then(() => late.abort());
  try {
    while (!ends.aborted && delivery.clock.monotonic() < until) {
      const due = await delivery.outbox.due({ limit: AT_ONCE, forMs: OURS_MS, loop });
      if (due.length === 0) break;
      await Promise.all(due.map((posted) => sendOne(posted, delivery, ends)));
    }
  } catch {
    // The record has it: the next worker sends it.
  } finally {
    over.abort();
    await timer;
  }
}

/** One attempt, and what came of it. A crash between the two sends it again. */
async function sendOne(posted: Posted, { outbox, messenger, clock }: Delivery, signal: AbortSignal): Promise<void> {
  const after = retryAfter(posted.attempt);
  try {
    // Its last sender died with it: nobody knows whether it was received, and there have been enough.
    const failure = posted.attempt > RETRIES + 1
      ? "its sender ended in the middle of it"
      : await messenger.send(posted, signal);
    if (failure === null) await outbox.delivered(posted);
    else await outbox.failed(posted, failure, after === null ? null : clock.now() + (signal.aborted ? 0 : after));
  } catch {
    // The database took no note of it: it is due again once it is not ours any more.
  }
}
