// A loop taken by a worker: the beginning of a lease, its heartbeats, and its holder's proof.
import { InputError } from "../model/errors.ts";
import type { Lease } from "../model/loop.ts";
import type { Clock } from "../ports/clock.ts";
import type { Owner, Queue, Renewal } from "../ports/queue.ts";
import { builtOnce } from "./built_once.ts";
import { tell } from "./feed.ts";
import { demandLease } from "./fence.ts";
import { freeHosts } from "./host_leases.ts";
import { requestOf } from "./json_column.ts";
import { loopOf } from "./loop_row.ts";
import { newUid } from "./new_uid.ts";
import { isInTheWay } from "./next_turn.ts";
import { cancelNow, UNTIED } from "./stop_loop.ts";
import { whyUnsound } from "./sound_row.ts";
import type { LoopRow, Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

type Terms = NonNullable<Parameters<Queue["claim"]>[2]>;

/** Takes one loop, with a token higher than any before it; null when it is not to be had. Throws InputError where its row is damaged. */
export async function claimLoop(trx: Transact, id: number, owner: Owner & Terms, clock: Clock): Promise<Lease | null> {
  const row = await trx.selectFrom("loops").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined || isHeld(row, owner, timestamp(clock)) || !await isToBeHad(trx, row, owner, clock)) {
    return null;
  }
  const request = requestOf(row.stop_request);
  const unsound = whyUnsound(row);
  if (unsound !== null && request?.what !== "cancel") throw new InputError(`Loop ${row.id} cannot go on: ${unsound}`);
  // Whoever takes it by name wants it to go on after a pause that nobody heeded; a cancel was the last word.
  if (request?.what !== "cancel") return await takeLoop(trx, row, owner, clock);
  await cancelNow(trx, row, request, clock);
  return null;
}

/** Whether a lease is on it that its owner may still use. A running loop without an owner was written by the original, which kept none. */
function isHeld(row: LoopRow, { isGone }: Terms, now: string): boolean {
  if (row.lease_owner === null || (row.lease_expires_at ?? "") <= now) return false;
  return !(isGone?.(row.lease_owner) ?? false);
}

async function isToBeHad(trx: Transact, row: LoopRow, { evenIf = [] }: Terms, clock: Clock): Promise<boolean> {
  const now = timestamp(clock);
  if (evenIf.some((status) => status === row.status)) return true;
  switch (row.status) {
    case "pending":
    case "running":
      return true;
    case "waiting":
      if ((row.next_run_at ?? "") > now && (row.waits_since ?? "") <= now) return false;
      return row.waits_for === null || !await isInTheWay(trx, row.waits_for, clock);
    case "paused":
      return row.suspended_until !== null && row.suspended_until <= now;
    default:
      return false;
  }
}

/** Takes a loop that is to be had. The lease's loop says when its turn was: `nextRunAt`. */
export async function takeLoop(trx: Transact, row: LoopRow, owner: Owner, clock: Clock): Promise<Lease> {
  const taken = await trx.updateTable("loops").set({
    ...UNTIED,
    status: "running",
    uid: row.uid ?? newUid(),
    run: Math.max(row.run, 1),
    reason: null,
    started_at: row.started_at ?? timestamp(clock),
    completed_at: null,
    lease_owner: owner.name,
    lease_token: row.lease_token + 1,
    lease_expires_at: timestamp(clock, owner.leaseMs),
  }).where("id", "=", row.id).returningAll().executeTakeFirstOrThrow();
  const news = { owner: owner.name, run: taken.run };
  if (row.lease_owner === null && row.status !== "running") {
    await tell(trx, { loop: row.id, kind: "claimed", data: news }, clock);
  } else {
    // What the dead worker held is not held any more: whoever waits for it need not find that out by the clock.
    await freeHosts(trx, row.id, clock);
    await tell(trx, { loop: row.id, kind: "taken over", data: { ...news, from: row.lease_owner } }, clock);
  }
  const lease = { loop: { ...loopOf(taken), nextRunAt: row.next_run_at }, owner: owner.name, token: taken.lease_token };
  return row.lease_owner === null ? lease : { ...lease, takenFrom: row.lease_owner };
}

/** Moves on the expiries of those that are still held. */
export async function renewLeases(
  trx: Transact,
  leases: readonly Lease[],
  leaseMs: number,
  clock: Clock,
): Promise<Renewal[]> {
  const renewals: Renewal[] = [];
  for (const lease of leases) {
    const row = await trx.updateTable("loops").set({ lease_expires_at: timestamp(clock, leaseMs) })
      .where("id", "=", lease.loop.id).where("lease_token", "=", lease.token).where("lease_owner", "=", lease.owner)
      .returning("stop_request").executeTakeFirst();
    renewals.push(renewalOf(lease, row));
  }
  return renewals;
}

/** How they stand. The loop of one that rests says until when: somebody may have moved it. */
export async function lookAtLeases(trx: Transact, leases: readonly Lease[]): Promise<Renewal[]> {
  const renewals: Renewal[] = [];
  for (const lease of leases) {
    const row = await trx.selectFrom("loops").select(["stop_request", "next_run_at"])
      .where("id", "=", lease.loop.id).where("lease_token", "=", lease.token).where("lease_owner", "=", lease.owner)
      .executeTakeFirst();
    const loop = { ...lease.loop, nextRunAt: row?.next_run_at ?? null };
    renewals.push(renewalOf({ ...lease, loop }, row));
  }
  return renewals;
}

function renewalOf(lease: Lease, row: { stop_request: string | null } | undefined): Renewal {
  return { lease, held: row !== undefined, request: requestOf(row?.stop_request ?? null) };
}

/** The loop's row, by the newest token, which was not given back yet. Throws LeaseLost. */
export async function demandHeld(trx: Transact, lease: Lease): Promise<LoopRow> {
  const [row] = await askHeld(trx, { id: lease.loop.id, token: lease.token, owner: lease.owner });
  if (row !== undefined) return row;
  await demandLease(trx, lease);
  throw new Error(`loop ${lease.loop.id} is held under lease ${lease.token}, and is not`);
}

const askHeld = builtOnce(
  ["id", "token", "owner"],
  (trx, { id, token, owner }: { id: number; token: number; owner: string }) =>
    trx.selectFrom("loops").selectAll().where("id", "=", id).where("lease_token", "=", token)
      .where("lease_owner", "=", owner),
);
