// How many there are of everything that a page's frame shows.
import { type Kysely, sql } from "kysely";
import type { LoopStatus } from "../model/loop.ts";
import type { Counts } from "../ports/survey.ts";
import type { Tables } from "./tables.ts";

const STATUSES: LoopStatus[] = [
  ...["pending", "running", "waiting", "paused", "completed", "failed", "blocked", "cancelled"] as const,
];

/** The counts of this moment. */
export async function countAll(db: Kysely<Tables>): Promise<Counts> {
  const loops = await db.selectFrom("loops").select((eb) => ["status", eb.fn.countAll<number>().as("n")])
    .groupBy("status").execute();
  const by = new Map(loops.map(({ status, n }) => [status, n]));
  const { openPrompts } = await db.selectFrom("prompts").select((eb) => eb.fn.countAll<number>().as("openPrompts"))
    .where(sql<boolean>`status = 'pending'`).executeTakeFirstOrThrow();
  const { openDrifts } = await db.selectFrom("drifts").select((eb) => eb.fn.countAll<number>().as("openDrifts"))
    .where("corrected_at", "is", null).executeTakeFirstOrThrow();
  const hosts = await db.selectFrom("hosts").select([
    sql<number>`count(distinct hostname)`.as("hosts"),
    sql<number>`count(distinct case when status = 'unreachable' then hostname end)`.as("unreachable"),
  ]).executeTakeFirstOrThrow();
  return {
    loops: Object.fromEntries(STATUSES.map((status) => [status, by.get(status) ?? 0])) as Counts["loops"],
    openPrompts,
    openDrifts,
    ...hosts,
  };
}
