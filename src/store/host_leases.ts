// Leases on machines: taken whole or not at all, valid as long as the loop's own lease is.
import { type RawBuilder, sql } from "kysely";
import type { Hold } from "../model/command.ts";
import type { Lease } from "../model/loop.ts";
import type { Clock } from "../ports/clock.ts";
import type { HostLeases, Wanted } from "../ports/host_leases.ts";
import type { Fence } from "./fence.ts";
import { newUid } from "./new_uid.ts";
import type { Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** The host leases of one loop's lease. */
export function sqliteHostLeases(fence: Fence, clock: Clock): HostLeases {
  return { take: (wanted) => fence.write((trx) => takeHosts(trx, fence.lease, wanted, clock)) };
}

async function takeHosts(
  trx: Transact,
  lease: Lease,
  wanted: readonly Wanted[],
  clock: Clock,
): ReturnType<HostLeases["take"]> {
  const holds = new Map<string, Hold>();
  const free: Wanted[] = [];
  for (const each of wanted) {
    if (holds.has(each.machine) || free.some(({ machine }) => machine === each.machine)) continue;
    const row = await holderOf(trx, each.machine, clock);
    if (row?.loop === lease.loop.id) holds.set(each.machine, { uid: row.uid, token: row.token });
    else if (row === undefined || row.loop === null) free.push(each);
    else return { heldBy: { loop: row.loop, name: row.name ?? "", host: each.host } };
  }
  for (const { machine, host } of free) {
    const mine = { host, loop_id: lease.loop.id, loop_token: lease.token, taken_at: timestamp(clock) };
    const row = await trx.insertInto("host_leases").values({ machine, uid: newUid(), token: 1, ...mine })
      .onConflict((conflict) =>
        conflict.column("machine").doUpdateSet((eb) => ({ token: eb("host_leases.token", "+", 1), ...mine }))
      )
      .returning(["uid", "token"]).executeTakeFirstOrThrow();
    holds.set(machine, { uid: row.uid, token: row.token });
  }
  return { holds };
}

/** Whether a machine's row is held now, joined with its loop as `holder`: that loop's own lease is still the one that it was taken under. */
export function machineIsHeld(now: string): RawBuilder<boolean> {
  return sql<boolean>`(holder.lease_token = host_leases.loop_token
    and holder.lease_owner is not null and holder.lease_expires_at > ${now})`;
}

/** A machine's row, with the loop that holds it now. */
async function holderOf(trx: Transact, machine: string, clock: Clock) {
  const row = await trx.selectFrom("host_leases").leftJoin("loops as holder", "holder.id", "host_leases.loop_id")
    .select(["host_leases.uid", "host_leases.token", "host_leases.loop_id as loop", "holder.name"])
    .select(machineIsHeld(timestamp(clock)).as("held"))
    .where("host_leases.machine", "=", machine).executeTakeFirst();
  return row === undefined ? undefined : { ...row, loop: row.held ? row.loop : null };
}

/**
 * Lets go of every machine that a loop holds, and wakes the loops that wait for it. Their turn is as old as their waiting: were it now, those whose
 * own time came meanwhile would always go before them.
 */
export async function freeHosts(trx: Transact, loop: number, clock: Clock): Promise<void> {
  const { numUpdatedRows } = await trx.updateTable("host_leases").set({ loop_id: null, loop_token: null })
    .where("loop_id", "=", loop).executeTakeFirst();
  if (numUpdatedRows === 0n) return;
  const turn = sql<string>`min(coalesce(waits_since, ${timestamp(clock)}), ${timestamp(clock)})`;
  await trx.updateTable("loops").set({ next_run_at: turn, waits_for: null })
    .where("waits_for", "=", loop).where("status", "=", "waiting").execute();
}
