// What a loop is given back as: how its run ended, its schedule, and what a human wants meanwhile. Pure.
import { duration } from "../engine/duration.ts";
import type { Loop, Next, Release, StopRequest } from "../model/loop.ts";
import { nextCronTime } from "./cron_times.ts";

/** A failed run's first wait; it doubles with each failure in a row. */
const BACKOFF_MS = 10_000;
/** The longest wait after failures, where the interval is not longer. */
const MOST_BACKOFF_MS = 300_000;
/** The first wait for a host that is away; it doubles each time. */
const AWAY_MS = 1000;
const MOST_AWAY_MS = 300_000;
/** Loops of one interval are spread by this share of it to either side. */
const JITTER = 0.05;
const MOST_JITTER_MS = 30_000;
/** Seconds, for a continuous loop without interval and cron line. */
const USUAL_INTERVAL = 60;
/** The shortest that is taken, likewise; the original took none. */
const LEAST_INTERVAL = 1;

/** What is known beside the loop and its end. */
export interface Moment {
  /** Now, ms since 1970. */
  now: number;
  /** When the loop was claimed, or woken, for the walk that has ended; ms since 1970. */
  began: number;
  /** By chance, from 0 up to 1. */
  random: number;
  /** How many times in a row, this one included, it could not go on because a host was away. */
  aways: number;
  /** What a human wants of the loop. */
  request: StopRequest | null;
}

/** The release of a loop whose walk came to `next`. A human's word comes before the schedule, but not before an end. */
export function releaseOf(next: Next, loop: Loop, moment: Moment): Release {
  const release = plannedRelease(next, loop, moment);
  const { request } = moment;
  if (request === null || release.kind === "done" && next.kind === "done" && next.status !== "blocked") return release;
  const { by, reason, until } = request;
  return request.what === "cancel"
    ? { kind: "cancelled", by, reason }
    : { kind: "suspended", suspension: { by, reason, until } };
}

function plannedRelease(next: Next, loop: Loop, moment: Moment): Release {
  const { now } = moment;
  switch (next.kind) {
    case "paused":
      return next;
    case "stopped":
      return { kind: "again", at: now, reason: "its worker was stopped" };
    case "again": {
      const { reason, afterMs, waitsFor } = next;
      const at = now + Math.max(afterMs, next.away ? awayMs(moment.aways) : 0);
      return { kind: "again", at, reason, ...(waitsFor === undefined ? {} : { waitsFor }) };
    }
    case "done":
      return loop.mode !== "continuous" || next.status === "blocked"
        ? next
        : nextRun({ status: next.status, reason: next.reason }, loop, moment);
  }
}

/** Milliseconds to wait before the next attempt after so many in vain. */
function awayMs(aways: number): number {
  return doubled(AWAY_MS, aways, MOST_AWAY_MS);
}

/** Milliseconds to wait after our own bug has come up so many times in a row. */
export function faultMs(times: number): number {
  return doubled(BACKOFF_MS, times, MOST_BACKOFF_MS);
}

type Ended = { status: "completed" | "failed"; reason: string };

function nextRun(ended: Ended, loop: Loop, moment: Moment): Release {
  const cron = loop.options?.cron;
  if (cron !== undefined) return atCronTime(cron, ended, { loop, now: moment.now });
  const intervalMs = Math.max(loop.interval ?? USUAL_INTERVAL, LEAST_INTERVAL) * 1000;
  if (ended.status === "failed") {
    const failures = loop.failures + 1;
    const backoffMs = doubled(BACKOFF_MS, failures, Math.max(MOST_BACKOFF_MS, intervalMs));
    const reason = `retry ${failures} after a failure: ${ended.reason}, backoff ${duration(backoffMs)}`;
    return { kind: "next run", at: moment.now + backoffMs, reason, ended };
  }
  return { kind: "next run", at: slotAfter(loop, intervalMs, moment), reason: `every ${duration(intervalMs)}`, ended };
}

/** After a failure, too: whoever names hours means those hours. */
function atCronTime(cron: string, ended: Ended, { loop, now }: { loop: Loop; now: number }): Release {
  const tz = loop.options?.tz;
  let at: number | null;
  try {
    at = nextCronTime(cron, { tz, after: now });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { kind: "paused", reason: `its cron line ${cron} (${tz ?? "UTC"}) cannot be read: ${why}` };
  }
  if (at === null) return { kind: "done", ...ended, reason: `${ended.reason}; cron ${cron} names no time after this` };
  const failed = ended.status === "failed" ? `, after failure ${loop.failures + 1}: ${ended.reason}` : "";
  return { kind: "next run", at, reason: `cron ${cron} (${tz ?? "UTC"})${failed}`, ended };
}

/**
 * The next time of a fixed rate. The slots lie a whole number of intervals after the loop's making, so that they do not wander with the length of runs,
 * the jitter, or a worker that was down; each is used once, and those that were missed are left out.
 */
function slotAfter({ createdAt }: Loop, intervalMs: number, { now, began, random }: Moment): number {
  const jitterMs = Math.min(intervalMs * JITTER, MOST_JITTER_MS);
  const made = Date.parse(createdAt);
  // The original wrote the words `(datetime('now'))` for a time.
  const first = Number.isNaN(made) ? began : made;
  const used = Math.floor((began - first + jitterMs) / intervalMs);
  const slot = Math.max(used + 1, Math.ceil((now - first - jitterMs) / intervalMs));
  return Math.max(now, Math.round(first + slot * intervalMs + (2 * random - 1) * jitterMs));
}

function doubled(firstMs: number, times: number, mostMs: number): number {
  return Math.min(firstMs * 2 ** Math.min(times - 1, 30), mostMs);
}
