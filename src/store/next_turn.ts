// Whose turn it is: the loop that has been claimable longest, found through indexes however many loops there are.
import { type Compilable, type RawBuilder, sql } from "kysely";
import type { Clock } from "../ports/clock.ts";
import type { ClaimTerms } from "../ports/queue.ts";
import { builtOnce } from "./built_once.ts";
import { machineIsHeld } from "./host_leases.ts";
import type { Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** A loop that may be claimed, and since when; null: ever since. */
interface Turn {
  id: number;
  since: string | null;
}

/** The loop whose turn it is. `gone` are owners that are known to have died. */
export async function nextTurn(trx: Transact, gone: readonly string[], clock: Clock): Promise<number | undefined> {
  const now = timestamp(clock);
  const turns: Turn[] = [
    ...await ask.pending(trx, { now }),
    ...(await ask.waiting(trx, { now })).filter(({ since }) => (since ?? "") <= now),
    ...await ask.misdated(trx, { now }),
    ...await ask.suspended(trx, { now }),
    ...await ask.ownerless(trx, { now }),
    ...(gone.length === 0 ? await ask.abandoned(trx, { now }) : await abandonedQuery(trx, gone, now).execute()).map((
      { id, expires, at },
    ) => ({
      id,
      since: later(earlier(expires ?? "", now), at ?? ""),
    })),
  ];
  return turns.sort((a, b) => compare(a.since ?? "", b.since ?? "") || a.id - b.id)[0]?.id;
}

/** Owners of leases that have not run out, other than `self`, that are known to have died. Each is asked about once. */
export async function deadOwners(trx: Transact, self: string, { isGone }: ClaimTerms, clock: Clock): Promise<string[]> {
  if (isGone === undefined) return [];
  const owners = await ask.owners(trx, { now: timestamp(clock) });
  return owners.flatMap(({ owner }) => owner !== null && owner !== self && isGone(owner) ? [owner] : []);
}

/** When the next loop becomes claimable by the passing of time alone: now, where one is already. */
export async function nextTurnTime(trx: Transact, clock: Clock): Promise<number | null> {
  const now = timestamp(clock);
  const turns = [
    ...await ask.pending(trx, { now }),
    ...await ask.ownerless(trx, { now }),
    ...await ask.misdated(trx, { now }),
  ];
  if (turns.length > 0) return clock.now();
  const times = [
    // Whoever is held up by another becomes claimable when that one's lease runs out, which is among the leases.
    ...(await ask.waiting(trx, { now })).map(({ since }) => since ?? ""),
    ...(await ask.everSuspended(trx, { now })).map(({ since }) => since ?? ""),
    ...(await ask.leased(trx, { now })).map(({ expires, at, since }) => {
      const left = later(expires ?? "", now);
      return (since ?? "") > left ? left : later(left, at ?? "");
    }),
  ];
  return times.length === 0 ? null : Math.min(...times.map((time) => time <= now ? clock.now() : Date.parse(time)));
}

/** A pending loop's time has come, even if the clock was set back since: it only says who was first. */
export function pendingQuery(trx: Transact) {
  return trx.selectFrom("loops").select(["id", "next_run_at as since"]).where("status", "=", "pending")
    .orderBy("next_run_at").orderBy("id").limit(1);
}

/** The first of those that wait, that nobody has, and that nobody is in the way of. Its time may be still to come. */
export function waitingQuery(trx: Transact, now: string) {
  return trx.selectFrom("loops").select(["id", "next_run_at as since"]).where("status", "=", "waiting")
    .where("lease_owner", "is", null).where(isUnhindered(now)).orderBy("next_run_at").orderBy("id").limit(1);
}

/** One that waits since a time that is still to come: the clock was set back, and the time that it waits for means nothing. */
export function misdatedQuery(trx: Transact, now: string) {
  return trx.selectFrom("loops").select(["id", "waits_since as since"]).where("waits_since", ">", now)
    .where("lease_owner", "is", null).where(isUnhindered(now)).orderBy("waits_since").orderBy("id").limit(1);
}

/** The first whose suspension ends, or has ended by `now`. Only a paused loop has an end of one. */
export function suspendedQuery(trx: Transact, now?: string) {
  const query = trx.selectFrom("loops").select(["id", "suspended_until as since"])
    .where("suspended_until", "is not", null).orderBy("suspended_until").orderBy("id").limit(1);
  return now === undefined ? query : query.where("suspended_until", "<=", now);
}

/** The original's worker kept no lease. */
export function ownerlessQuery(trx: Transact) {
  return trx.selectFrom("loops").select(["id", "next_run_at as since"]).where("status", "=", "running")
    .where("lease_owner", "is", null).orderBy("next_run_at").orderBy("id").limit(1);
}

/** Those whose worker is dead. One that only rested goes on at its time. */
export function abandonedQuery(trx: Transact, gone: readonly string[], now: string) {
  return trx.selectFrom("loops").select(["id", "lease_expires_at as expires", "next_run_at as at"])
    .where("lease_owner", "is not", null)
    .where((eb) =>
      eb.or([
        eb("lease_expires_at", "is", null),
        eb("lease_expires_at", "<=", now),
        ...gone.length === 0 ? [] : [eb("lease_owner", "in", [...gone])],
      ])
    )
    .where((eb) => eb.or([eb("next_run_at", "is", null), eb("next_run_at", "<=", now), eb("waits_since", ">", now)]))
    .where(isUnhindered(now));
}

/** Leases, but those of loops that rest until another lets go. */
export function leasedQuery(trx: Transact, now: string) {
  return trx.selectFrom("loops").select(["lease_expires_at as expires", "next_run_at as at", "waits_since as since"])
    .where("lease_owner", "is not", null).where(isUnhindered(now));
}

/** Whose leases have not run out. */
export function ownersQuery(trx: Transact, now: string) {
  return trx.selectFrom("loops").select("lease_owner as owner").distinct()
    .where("lease_owner", "is not", null).where("lease_expires_at", ">", now);
}

/** Whether a loop holds a machine. */
export async function isInTheWay(trx: Transact, loop: number, clock: Clock): Promise<boolean> {
  const { held } = await trx.selectNoFrom(holdsMachine(sql.val(loop), timestamp(clock)).as("held"))
    .executeTakeFirstOrThrow();
  return Boolean(held);
}

/** Whether nobody is in the way of the loop in hand. */
function isUnhindered(now: string): RawBuilder<boolean> {
  return sql<boolean>`(loops.waits_for is null or not ${holdsMachine(sql.ref("loops.waits_for"), now)})`;
}

function holdsMachine(loop: RawBuilder<unknown>, now: string): RawBuilder<boolean> {
  return sql<boolean>`exists (
    select 1 from host_leases join loops as holder on holder.id = host_leases.loop_id
    where host_leases.loop_id = ${loop} and ${machineIsHeld(now)}
  )`;
}

/** The queries of an idle worker's look, which it takes at every commit of anybody. */
const ask = {
  pending: atTime(pendingQuery),
  waiting: atTime(waitingQuery),
  misdated: atTime(misdatedQuery),
  suspended: atTime(suspendedQuery),
  everSuspended: atTime((trx) => suspendedQuery(trx)),
  ownerless: atTime(ownerlessQuery),
  abandoned: atTime((trx, now) => abandonedQuery(trx, [], now)),
  leased: atTime(leasedQuery),
  owners: atTime(ownersQuery),
};

function atTime<O>(query: (trx: Transact, now: string) => Compilable<O>) {
  return builtOnce<{ now: string }, O>(["now"], (trx, { now }) => query(trx, now));
}

function earlier(a: string, b: string): string {
  return a < b ? a : b;
}

function later(a: string, b: string): string {
  return a > b ? a : b;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
