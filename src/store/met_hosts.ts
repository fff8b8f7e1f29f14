// What a loop's work says of its hosts: whether they answered, and what was changed on them.
import { sql } from "kysely";
import type { Clock } from "../ports/clock.ts";
import type { Journal } from "../ports/journal.ts";
import { builtOnce } from "./built_once.ts";
import type { Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

type Reached = NonNullable<Parameters<Journal["closeIteration"]>[1]["reached"]>;

/** Milliseconds for which a host that goes on answering, or not answering, needs no new row version: most passes of a quiet loop write none. */
const SEEN_MS = 60_000;

const askMet = builtOnce(
  ["loop", "names"],
  (trx, { loop, names }: { loop: number; names: string }) =>
    trx.selectFrom("hosts").select(["id", "hostname", "status", "last_error", "seen_at", "updated_at"])
      .where("loop_id", "=", loop)
      .where("hostname", "in", sql<string>`(select value from json_each(${names}))`),
);

/** Which hosts of a pass answered. One that is on no inventory, as the implicit localhost, gets its row here. */
export async function noteReached(trx: Transact, loop: number, reached: Reached, clock: Clock): Promise<void> {
  const names = Object.keys(reached);
  if (names.length === 0) return;
  const known = new Map((await askMet(trx, { loop, names: JSON.stringify(names) })).map((row) => [row.hostname, row]));
  const now = timestamp(clock);
  const old = timestamp(clock, -SEEN_MS);
  for (const [host, { error, entered = error === null }] of Object.entries(reached)) {
    const row = known.get(host);
    const status = entered ? "reachable" : "unreachable";
    const seen = entered ? { seen_at: now } : {};
    if (row === undefined) {
      const met = {
        loop_id: loop,
        hostname: host,
        created_at: now,
        updated_at: now,
        status,
        last_error: error,
        ...seen,
      };
      await trx.insertInto("hosts").values(met).execute();
      continue;
    }
    const heard = entered ? row.seen_at : row.updated_at;
    const fresh = heard !== null && heard > old && heard <= now;
    if (row.status === status && row.last_error === error && fresh) continue;
    // A host that is met after it had gone is no inventory's any more: else the next run would find it gone again.
    const own = row.status === "gone" ? { vars: null, groups: null } : {};
    await trx.updateTable("hosts").set({ status, last_error: error, updated_at: now, ...seen, ...own })
      .where("id", "=", row.id).execute();
  }
}

const writeChanged = builtOnce(
  ["loop", "host", "action", "now"],
  (trx, { loop, host, action, now }: { loop: number; host: string; action: number; now: string }) =>
    trx.updateTable("hosts").set({ changed_at: now, changed_action: action, facts_stale: 1 })
      .where("hostname", "=", host).where("loop_id", "=", loop).returning("id"),
);

/** An action has changed its host, or may have: the facts that were gathered there before are not to be relied on. */
export async function noteChanged(
  trx: Transact,
  loop: number,
  { host, action }: { host: string; action: number },
  clock: Clock,
): Promise<void> {
  const now = timestamp(clock);
  const [row] = await writeChanged(trx, { loop, host, action, now });
  if (row !== undefined) return;
  await trx.insertInto("hosts").values({
    loop_id: loop,
    hostname: host,
    status: "unknown",
    created_at: now,
    changed_at: now,
    changed_action: action,
  }).execute();
}
