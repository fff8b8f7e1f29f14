// A loop given back, or at rest under its lease, with what comes next.
import { sql } from "kysely";
import type { Lease, Release, StopRequest, Suspension } from "../model/loop.ts";
import type { Json } from "../model/json.ts";
import type { FeedKind } from "../model/feed.ts";
import type { Clock } from "../ports/clock.ts";
import { loseCalls } from "./calls_written.ts";
import { countWait } from "./count_wait.ts";
import { cut } from "./cut.ts";
import { demandHeld } from "./claim_loop.ts";
import { afterRun, joinQuietRun } from "./end_of_run.ts";
import { tell } from "./feed.ts";
import { freeHosts } from "./host_leases.ts";
import { requestOf } from "./json_column.ts";
import { loopOf } from "./loop_row.ts";
import { isInTheWay } from "./next_turn.ts";
import { hasOpenPrompt } from "./open_prompt.ts";
import { endAway } from "./end_away.ts";
import { cancelNow, dropPrompts, suspendNow, UNTIED } from "./stop_loop.ts";
import type { LoopRow, Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** Characters of a reason that a row of the feed takes. */
const MOST_TOLD = 500;

type Later = Release & { kind: "again" | "next run" };

/** Gives the loop back; what the run has read must be written. A human's word that the worker has not heard holds. Throws LeaseLost. */
export async function releaseLoop(trx: Transact, lease: Lease, release: Release, clock: Clock): Promise<void> {
  const row = await demandHeld(trx, lease);
  const request = requestOf(row.stop_request);
  if (release.kind === "done") return await endLoop(trx, row, release, clock);
  if (release.kind === "next run") await endRun(trx, row, release, clock);
  const stop = release.kind === "cancelled" || release.kind === "suspended" ? release : undefined;
  if (stop?.kind === "cancelled" || request?.what === "cancel") {
    const word = stop?.kind === "cancelled" ? stop : request!;
    return await cancelNow(trx, row, { by: word.by, reason: word.reason, heeded: true }, clock);
  }
  const suspension = stop?.suspension ?? suspensionOf(request);
  if (suspension !== undefined) return await suspendNow(trx, row, suspension, clock);
  switch (release.kind) {
    case "paused":
      return await pause(trx, row, release.reason, clock);
    case "again":
    case "next run":
      return await wait(trx, row, release, clock);
  }
}

function suspensionOf(request: StopRequest | null): Suspension | undefined {
  return request === null ? undefined : { by: request.by, reason: request.reason, until: request.until };
}

async function endLoop(trx: Transact, row: LoopRow, release: Release & { kind: "done" }, clock: Clock): Promise<void> {
  const { status, reason } = release;
  await dropPrompts(trx, row.id);
  await loseCalls(trx, row.id, clock);
  await endAway(trx, row, `its run ended (${status})`, clock);
  await trx.updateTable("loops").set({
    ...UNTIED,
    ...afterRun(row, status, clock),
    status,
    reason,
    completed_at: timestamp(clock),
  }).where("id", "=", row.id).execute();
  await freeHosts(trx, row.id, clock);
  await tell(trx, { loop: row.id, kind: status, data: { run: row.run, reason } }, clock);
}

/** The run's end; the row then belongs to the next one. */
async function endRun(trx: Transact, row: LoopRow, { ended, at }: Later & { kind: "next run" }, clock: Clock) {
  await dropPrompts(trx, row.id);
  await loseCalls(trx, row.id, clock);
  await endAway(trx, row, `its run ended (${ended.status})`, clock);
  const quiet = ended.status === "completed" && await joinQuietRun(trx, row);
  await trx.updateTable("loops").set({ ...afterRun(row, ended.status, clock), run: row.run + 1 })
    .where("id", "=", row.id).execute();
  // The first run, and the first success after a failure, are news.
  if (quiet && row.failures === 0 && row.last_run_at !== null) return;
  const data = { run: row.run, ...ended, next: new Date(at).toISOString() };
  await tell(trx, { loop: row.id, kind: "run ended", data }, clock);
}

/** Answers that came while the worker was on its way to the door need no other human. */
async function pause(trx: Transact, row: LoopRow, reason: string, clock: Clock): Promise<void> {
  const answered = await answeredMeanwhile(trx, row.id);
  await trx.updateTable("loops").set({
    ...UNTIED,
    ...answered ? { status: "pending", reason: null, next_run_at: timestamp(clock) } : { status: "paused", reason },
  }).where("id", "=", row.id).execute();
  await freeHosts(trx, row.id, clock);
  // An approval that is waited for is as long as what it shows.
  const data = { reason: cut(reason, MOST_TOLD) };
  if (!answered) await tell(trx, { loop: row.id, kind: "paused", data }, clock);
}

async function answeredMeanwhile(trx: Transact, loop: number): Promise<boolean> {
  if (await hasOpenPrompt(trx, loop)) return false;
  const kinds: FeedKind[] = ["claimed", "taken over", "answered"];
  const last = await trx.selectFrom("events").select("kind").where("loop_id", "=", loop).where("kind", "in", kinds)
    // What was answered before anybody was asked is nothing that a pause waits for.
    .where(sql<boolean>`case when json_valid(data) then json_extract(data, '$.unasked') end is null`)
    .orderBy("id", "desc").limit(1).executeTakeFirst();
  return last?.kind === "answered";
}

async function wait(trx: Transact, row: LoopRow, release: Later, clock: Clock): Promise<void> {
  const waits = await waitingFor(trx, release, clock);
  const over = release.kind === "again" && waits.waits_for === null && waits.next_run_at <= timestamp(clock);
  await trx.updateTable("loops").set({
    ...UNTIED,
    ...waits,
    ...over ? { status: "pending", waits_since: null } : { status: "waiting" },
    reason: release.reason,
  }).where("id", "=", row.id).execute();
  await freeHosts(trx, row.id, clock);
  await tellWaiting(trx, row, release, clock);
}

/** Whoever is waited for may have let go since. */
async function waitingFor(trx: Transact, release: Later, clock: Clock) {
  const now = timestamp(clock);
  const at = new Date(release.at).toISOString();
  const waitsFor = release.kind === "again" ? release.waitsFor : undefined;
  if (waitsFor === undefined) return { next_run_at: at, waits_since: now, waits_for: null };
  const held = await isInTheWay(trx, waitsFor, clock);
  return { next_run_at: held ? at : now, waits_since: now, waits_for: held ? waitsFor : null };
}

async function tellWaiting(trx: Transact, row: LoopRow, release: Later, clock: Clock): Promise<void> {
  if (release.kind === "next run") return; // its end was told
  const data: Json = { until: new Date(release.at).toISOString(), reason: release.reason };
  if (release.waitsFor !== undefined) data.for = release.waitsFor;
  await tell(trx, { loop: row.id, kind: "waiting", data }, clock);
}

/** Waits under the lease. A run that has ended makes room for the next one. Throws LeaseLost. */
export async function restLoop(trx: Transact, lease: Lease, resting: Later, clock: Clock): Promise<Lease> {
  const row = await demandHeld(trx, lease);
  if (resting.kind === "next run") await endRun(trx, row, resting, clock);
  const rested = await trx.updateTable("loops").set({
    ...await waitingFor(trx, resting, clock),
    status: "waiting",
    reason: resting.reason,
  }).where("id", "=", row.id).returningAll().executeTakeFirstOrThrow();
  await freeHosts(trx, row.id, clock);
  await tellWaiting(trx, row, resting, clock);
  return { ...lease, loop: loopOf(rested) };
}

/** Works on. The lease's loop says when its turn was: `nextRunAt`. Throws LeaseLost. */
export async function wakeLoop(trx: Transact, lease: Lease, clock: Clock): Promise<Lease> {
  const row = await demandHeld(trx, lease);
  const woken = await trx.updateTable("loops").set({
    status: "running",
    reason: null,
    next_run_at: null,
    waits_since: null,
    waits_for: null,
  }).where("id", "=", row.id).returningAll().executeTakeFirstOrThrow();
  await countWait(trx, row.next_run_at, clock);
  return { ...lease, loop: { ...loopOf(woken), nextRunAt: row.next_run_at } };
}
