// How many there are of everything that a page's frame shows.
import { type Kysely, sql } from "kysely";
import type { Counts } from "../ports/survey.ts";
import { countedBy } from "./counters_read.ts";
import { builtOnce } from "./built_once.ts";
import { ENDED } from "./ended.ts";
import type { Tables, Transact } from "./tables.ts";

const OPEN = ["pending", "running", "waiting", "paused", "blocked"] as const;

/** Word for word the conditions of indexes that have nothing else in them. */
function query(trx: Transact) {
  return trx.selectNoFrom([
    ...OPEN.map((status) => sql<number>`(select count(*) from loops where status = ${sql.lit(status)})`.as(status)),
    sql<number>`(select count(*) from prompts where status = 'pending')`.as("openPrompts"),
    sql<number>`(select count(*) from drifts where corrected_at is null)`.as("openDrifts"),
    sql<number>`(select count(*) from host_names)`.as("hosts"),
    sql<number>`(select count(*) from host_names where status = 'unreachable')`.as("unreachable"),
  ]);
}

const ask = builtOnce<Record<string, never>, Record<keyof Omit<Counts, "loops"> | (typeof OPEN)[number], number>>(
  [],
  query,
);

/** The counts of this moment. */
export async function countAll(db: Kysely<Tables>): Promise<Counts> {
  const [now] = await ask(db, {});
  const { openPrompts, openDrifts, hosts, unreachable } = now!;
  const ended = await countedBy(db, "ended loops", "status");
  const of = (status: string) => [status, (now as Record<string, number>)[status] ?? ended.get(status) ?? 0];
  const loops = Object.fromEntries([...OPEN, ...ENDED].map(of)) as Counts["loops"];
  return { loops, openPrompts, openDrifts, hosts, unreachable };
}
