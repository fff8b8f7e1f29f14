// Works on one claimed loop, as `run` and `resume` do: the lease is kept until it ends, pauses, or is asked to stop.
import { LeaseLost } from "../model/errors.ts";
import type { Lease, Loop, Next, Release, StopRequest } from "../model/loop.ts";
import type { Crew } from "./crew.ts";
import { Hand } from "./hand.ts";
import { Heartbeats } from "./heartbeats.ts";
import { releaseOf } from "./schedule.ts";

/**
 * Milliseconds of work after which the heartbeat's thread is started, before the first heartbeat is due: a short run, of which it would be
 * 25 ms of processor time, never pays for it.
 */
const PULSE_AFTER_MS = 2500;
/** Milliseconds between looks at whether anybody has written: one loop may hear of it later than a worker's free slot. */
const WATCH_MS = 100;

/** Who may stop it. */
export interface Stops {
  /** Start nothing more; the loop is suspended. */
  stop: AbortSignal;
  /** End what runs, too. */
  signal: AbortSignal;
  /** Whose signals these are. */
  by: string;
  /** Whether they are no human's word: then the loop is not suspended, and whoever works goes on with it. */
  unasked?(): boolean;
}

/**
 * Walks the loop, waits where it has to come back, and gives it back at its end. Returns what was said last: `stopped` after the signal, `paused` or a
 * failure when somebody else asked for it. Throws LeaseLost when another worker has taken it, then nothing more was written; and what the walk threw,
 * after giving the loop back as paused where that is possible.
 */
export async function workOne(lease: Lease, crew: Crew, stops: Stops): Promise<Next> {
  const over = new AbortController();
  const heartbeats = new Heartbeats({ ...crew, pulseAfterMs: PULSE_AFTER_MS, trouble: () => {} });
  const hand = new Hand(lease, crew, heartbeats);
  const stop = () => hand.stop();
  const kill = () => hand.kill();
  if (stops.stop.aborted) stop();
  if (stops.signal.aborted) kill();
  stops.stop.addEventListener("abort", stop);
  stops.signal.addEventListener("abort", kill);
  const watching = watch(crew, heartbeats, over.signal);
  let lost = false;
  try {
    return await workThrough(hand, crew, stops);
  } catch (error) {
    lost = error instanceof LeaseLost;
    throw error;
  } finally {
    stops.stop.removeEventListener("abort", stop);
    stops.signal.removeEventListener("abort", kill);
    over.abort();
    await Promise.all([watching, heartbeats.close()]);
    const left = crew.leave(hand.held.lease);
    // What still runs is another's to wait for.
    if (lost) left.catch(() => {});
    else await left;
  }
}

async function workThrough(hand: Hand, crew: Crew, stops: Stops): Promise<Next> {
  const { queue, clock } = crew;
  const { held } = hand;
  let aways = 0;
  const first = firstTime(held.lease.loop, clock.now());
  if (first !== null && !await rested(first, hand, crew)) return await asStopped(first, hand, { crew, stops, aways });
  while (true) {
    const outcome = await hand.walk();
    if (outcome.kind === "lost") throw outcome.error;
    if (outcome.kind !== "next") throw await givenBack(outcome.error, hand, crew);
    const { next } = outcome;
    aways = next.kind === "again" && next.away ? aways + 1 : 0;
    const release = releaseOf(next, held.lease.loop, {
      now: clock.now(),
      began: hand.began,
      random: crew.random(),
      aways,
      request: requestOf(hand, stops),
    });
    if (release.kind !== "again" && release.kind !== "next run" || hand.stopped.aborted) {
      await queue.release(held.lease, release);
      return lastWord(next, release, stops);
    }
    if (!await rested(release, hand, crew)) return await asStopped(release, hand, { crew, stops, aways });
  }
}

/** What a loop waits for under its lease. */
type Resting = Release & { kind: "again" | "next run" };

/** A loop with a first time is not begun before it. */
function firstTime({ lastRunAt, nextRunAt, options }: Loop, now: number): Resting | null {
  if (lastRunAt !== null || nextRunAt === null || options?.cron === undefined) return null;
  const at = Date.parse(nextRunAt);
  return at > now ? { kind: "again", at, reason: "waits for its first time" } : null;
}

/** It was asked to stop while it rested. Where nobody wants anything of it, its time is what it was. */
async function asStopped(
  { at, reason }: Resting,
  hand: Hand,
  { crew, stops, aways }: { crew: Crew; stops: Stops; aways: number },
): Promise<Next> {
  const { lease } = hand.held;
  const request = requestOf(hand, stops);
  const moment = { now: crew.clock.now(), began: hand.began, random: 0, aways, request };
  const stopped: Release = request === null
    ? { kind: "again", at: movedTo(hand, at), reason }
    : releaseOf({ kind: "stopped" }, lease.loop, moment);
  await crew.queue.release(lease, stopped);
  return lastWord({ kind: "stopped" }, stopped, stops);
}

/** Keeps the lease until the time has come, or was moved to now. False when it was asked to stop first. */
async function rested(release: Resting, hand: Hand, crew: Crew): Promise<boolean> {
  const { queue, clock, wait } = crew;
  const { held, stopped } = hand;
  held.take(await queue.rest(held.lease, release));
  // Two clocks: people set the one, and the other stands still while the machine sleeps.
  const until = clock.monotonic() + release.at - clock.now();
  while (!stopped.aborted && clock.now() < movedTo(hand, release.at)) {
    const left = Math.min(until - clock.monotonic(), release.at - clock.now());
    if (left <= 0) break;
    await wait(Math.min(left, crew.watchMs ?? WATCH_MS), stopped);
  }
  held.lost.throwIfAborted();
  if (stopped.aborted) return false;
  held.take(await queue.wake(held.lease));
  return true;
}

/** Whoever lets go of a host, or a human, may have moved the time. */
function movedTo({ held }: Hand, at: number): number {
  const { nextRunAt } = held.lease.loop;
  return Math.min(at, nextRunAt === null ? at : Date.parse(nextRunAt));
}

/** What somebody asked for in the record, or here by a signal. */
function requestOf({ held, stopped }: Hand, { by, stop, signal, unasked }: Stops): StopRequest | null {
  if (held.request !== null) return held.request;
  if (!stopped.aborted || !(stop.aborted || signal.aborted) || unasked?.() === true) return null;
  return { what: "pause", by, reason: "stopped by a human", until: null };
}

function lastWord(next: Next, release: Release, { stop, signal }: Stops): Next {
  const here = stop.aborted || signal.aborted;
  switch (release.kind) {
    case "done":
    case "paused":
      return release;
    case "suspended": {
      const { by, reason } = release.suspension;
      return here ? { kind: "stopped" } : { kind: "paused", reason: `paused by ${by}: ${reason}` };
    }
    case "cancelled":
      return { kind: "done", status: "failed", reason: `cancelled by ${release.by}: ${release.reason}` };
    default:
      return next;
  }
}

/** Gives a loop back whose walk threw, so that it goes on once that is put right. The error is what counts, whatever becomes of this. */
async function givenBack(error: unknown, { held }: Hand, { queue }: Crew): Promise<unknown> {
  const words = error instanceof Error ? error.message : String(error);
  try {
    await queue.release(held.lease, { kind: "paused", reason: words });
  } catch (second) {
    if (second instanceof LeaseLost) return second;
  }
  return error;
}

async function watch(
  { queue, wait, watchMs = WATCH_MS }: Crew,
  heartbeats: Heartbeats,
  signal: AbortSignal,
): Promise<void> {
  while (true) {
    await wait(watchMs, signal);
    if (signal.aborted) return;
    if (hasChanged(queue)) await heartbeats.look();
  }
}

/** A database that cannot be read now tells it to whoever writes next. */
function hasChanged(queue: Crew["queue"]): boolean {
  try {
    return queue.changed();
  } catch {
    return false;
  }
}
