// A loop taken by a worker, moved on and given back: the life of a lease.
import { LeaseLost } from "../model/errors.ts";
import type { Lease, Next } from "../model/loop.ts";
import type { Clock } from "../ports/clock.ts";
import type { Owner, Queue } from "../ports/queue.ts";
import { demandLease } from "./fence.ts";
import { loopOf } from "./loop_row.ts";
import type { LoopRow, Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

type Terms = NonNullable<Parameters<Queue["claim"]>[2]>;

/** Names a loop's receipts on hosts: 64 random bits, hex. */
export function newUid(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Takes the loop, with a token higher than any before it; null when it is not to be had. */
export async function claimLoop(
  trx: Transact,
  id: number,
  owner: Owner & Terms,
  clock: Clock,
): Promise<Lease | null> {
  const row = await trx.selectFrom("loops").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined || !claimable(row, owner, timestamp(clock))) return null;
  const taken = await trx.updateTable("loops").set({
    status: "running",
    uid: row.uid ?? newUid(),
    run: Math.max(row.run, 1),
    reason: null,
    started_at: row.started_at ?? timestamp(clock),
    completed_at: null,
    next_run_at: null,
    lease_owner: owner.name,
    lease_token: row.lease_token + 1,
    lease_expires_at: timestamp(clock, owner.leaseMs),
    suspended_by: null,
    suspended_reason: null,
    suspended_until: null,
  }).where("id", "=", id).returningAll().executeTakeFirstOrThrow();
  return { loop: loopOf(taken), owner: owner.name, token: taken.lease_token };
}

/** A running loop without an owner was written by the original: its worker kept no lease, and is not asked. */
function claimable(row: LoopRow, terms: Terms, now: string): boolean {
  if (row.status === "pending" || terms.evenIf?.some((status) => status === row.status)) return true;
  if (row.status !== "running") return false;
  if (row.lease_owner === null || row.lease_expires_at === null || row.lease_expires_at <= now) return true;
  return terms.isGone?.(row.lease_owner) ?? false;
}

/** Moves the expiry of a lease that is still held. Throws LeaseLost. */
export async function renewLease(trx: Transact, lease: Lease, leaseMs: number, clock: Clock): Promise<void> {
  await demandHeld(trx, lease);
  await trx.updateTable("loops").set({ lease_expires_at: timestamp(clock, leaseMs) })
    .where("id", "=", lease.loop.id).execute();
}

/** Gives the loop back. Throws LeaseLost. */
export async function releaseLoop(trx: Transact, lease: Lease, next: Next, clock: Clock): Promise<void> {
  await demandHeld(trx, lease);
  await trx.updateTable("loops").set({ ...given(next, clock), lease_owner: null, lease_expires_at: null })
    .where("id", "=", lease.loop.id).execute();
}

function given(next: Next, clock: Clock) {
  switch (next.kind) {
    case "done":
      return { status: next.status, reason: next.reason, completed_at: timestamp(clock), next_run_at: null };
    case "paused":
      return { status: "paused", reason: next.reason, next_run_at: null };
    case "again":
      return next.afterMs > 0
        ? { status: "waiting", next_run_at: timestamp(clock, next.afterMs) }
        : { status: "pending", next_run_at: null };
  }
}

/** The newest token, and not given back yet. */
async function demandHeld(trx: Transact, lease: Lease): Promise<void> {
  await demandLease(trx, lease);
  const held = await trx.selectFrom("loops").select("id").where("id", "=", lease.loop.id)
    .where("lease_owner", "=", lease.owner).executeTakeFirst();
  if (held === undefined) throw new LeaseLost(`Lease ${lease.token} of loop ${lease.loop.id} was given back already`);
}
