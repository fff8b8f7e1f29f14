// The fencing token: what a journal writes is written only while its lease is the newest of the loop.
import type { Kysely } from "kysely";
import { LeaseLost } from "../model/errors.ts";
import type { Lease } from "../model/loop.ts";
import { builtOnce } from "./built_once.ts";
import type { KeptSources } from "./kept_sources.ts";
import type { Tables, Transact } from "./tables.ts";

/** Transactions of one lease. */
export interface Fence {
  lease: Lease;
  /** Checks the token, writes what the run has read since the last time, and does the work: all of it, or nothing. Throws LeaseLost. */
  write<T>(work: (trx: Transact) => Promise<T>): Promise<T>;
  /** One consistent view of several queries, by a lease that is still the newest. Throws LeaseLost. */
  read<T>(work: (trx: Transact) => Promise<T>): Promise<T>;
}

/** The fence of one lease. `sources` are the files that its run has read. */
export function fence(db: Kysely<Tables>, lease: Lease, sources: KeptSources): Fence {
  return {
    lease,
    write: async (work) => {
      const { result, flushed } = await db.transaction().execute(async (trx) => {
        await demandLease(trx, lease);
        const flushed = await sources.flush(trx);
        return { result: await work(trx), flushed };
      });
      sources.forget(flushed);
      return result;
    },
    read: (work) =>
      db.transaction().setAccessMode("read only").execute(async (trx) => {
        await demandLease(trx, lease);
        return await work(trx);
      }),
  };
}

/** Throws LeaseLost when the loop has given out a higher token, or the lease was given back. */
export async function demandLease(trx: Transact, lease: Lease): Promise<void> {
  const id = lease.loop.id;
  const [row] = await holderOf(trx, { id });
  if (row?.lease_token === lease.token && row.lease_owner === lease.owner) return;
  if (row === undefined) throw new LeaseLost(`Loop ${id} is not in the database any more`);
  if (row.lease_token === lease.token) {
    throw new LeaseLost(`Lease ${lease.token} of loop ${id} was given back already: it is ${row.status} now`);
  }
  const taken = row.lease_owner === null ? `is ${row.status} now` : `was taken over by ${row.lease_owner}`;
  throw new LeaseLost(
    `Loop ${id} ${taken}: lease ${lease.token} of ${lease.owner} has ended, ${row.lease_token} is valid`,
  );
}

const holderOf = builtOnce(
  ["id"],
  (trx, { id }: { id: number }) =>
    trx.selectFrom("loops").select(["lease_token", "lease_owner", "status"]).where("id", "=", id),
);
