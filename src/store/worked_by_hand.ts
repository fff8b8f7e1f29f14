// How many loops go on without a worker.
import { type Kysely, sql } from "kysely";
import type { Clock } from "../ports/clock.ts";
import type { Tables } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** Under a live lease of somebody without a row among workers; the lease of a worker that died outlives it by seconds, and counts for nothing. */
export async function workedByHand(db: Kysely<Tables>, clock: Clock): Promise<number> {
  const { count } = await db.selectFrom("loops").select(sql<number>`count(*)`.as("count"))
    .where("status", "in", ["pending", "running", "waiting"]).where("lease_owner", "is not", null).where(
      "lease_expires_at",
      ">",
      timestamp(clock),
    )
    .where("lease_owner", "not in", db.selectFrom("workers").select("name")).executeTakeFirstOrThrow();
  return count;
}
