// What a lease's holder writes down of its loop's hosts, and reads back.
import { sql } from "kysely";
import type { JsonObject } from "../model/json.ts";
import type { Lease } from "../model/loop.ts";
import type { Clock } from "../ports/clock.ts";
import type { HostNote, HostNotes, KeptFacts } from "../ports/host_notes.ts";
import type { Fence } from "./fence.ts";
import { hideSecrets } from "./hide_secrets.ts";
import { fromColumn, toColumn } from "./json_column.ts";
import { listed } from "./listed.ts";
import type { Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** Hosts that one transaction writes: the write lock is held for some milliseconds. */
const AT_ONCE = 200;

/** The notes of one lease. */
export function sqliteHostNotes(fence: Fence, clock: Clock): HostNotes {
  const { lease } = fence;
  return {
    note: async (hosts) => {
      // Between looking and writing nobody else may write hosts of this loop: that takes its lease.
      const changes = await fence.read((trx) => differences(trx, lease, hosts));
      for (let first = 0; first < changes.length; first += AT_ONCE) {
        await fence.write((trx) => writeHosts(trx, lease, changes.slice(first, first + AT_ONCE), clock));
      }
    },
    keepFacts: async (kept) => {
      if (kept.size === 0) return;
      const columns = [...kept].map(([host, facts]) => ({ host, ...factsColumns(facts) }));
      await fence.write((trx) => writeFacts(trx, lease, columns, clock));
    },
    facts: (hosts) => fence.read((trx) => readFacts(trx, lease, hosts)),
  };
}

/** The columns that an inventory fills. */
interface Noted {
  ansible_host: string | null;
  ansible_user: string | null;
  ansible_port: number | null;
  groups: string | null;
  vars: string | null;
}

/** A row to be written; without an id a new one, without columns one that is gone. */
interface Change {
  id?: number;
  host: string;
  columns?: Noted;
}

async function differences(trx: Transact, lease: Lease, hosts: readonly HostNote[]): Promise<Change[]> {
  const rows = await trx.selectFrom("hosts")
    .select(["id", "hostname", "ansible_host", "ansible_user", "ansible_port", "groups", "vars", "status", "added"])
    .where("loop_id", "=", lease.loop.id).execute();
  const known = new Map(rows.map((row) => [row.hostname, row]));
  const changes: Change[] = [];
  const named = new Set<string>();
  for (const note of hosts) {
    if (named.has(note.host)) continue;
    named.add(note.host);
    const columns = columnsOf(note);
    const row = known.get(note.host);
    const same = row !== undefined && row.status !== "gone" &&
      (Object.keys(columns) as (keyof Noted)[]).every((column) => row[column] === columns[column]);
    if (!same) changes.push({ host: note.host, columns, ...(row === undefined ? {} : { id: row.id }) });
  }
  // A host that no inventory has named, as the implicit localhost or one that a decision has added, cannot leave one.
  const gone = rows.filter(({ hostname, vars, added, status }) =>
    !named.has(hostname) && vars !== null && added === null && status !== "gone"
  );
  return [...changes, ...gone.map(({ id, hostname }) => ({ id, host: hostname }))];
}

function columnsOf({ address, user, port, groups, vars }: HostNote): Noted {
  const shown = Object.entries(vars).map(([name, { value, from }]) =>
    [name, { value: hideSecrets(name, value), from }] as const
  );
  return {
    ansible_host: address ?? null,
    ansible_user: user ?? null,
    ansible_port: port ?? null,
    groups: toColumn(groups),
    vars: toColumn(Object.fromEntries(shown)),
  };
}

async function writeHosts(trx: Transact, lease: Lease, changes: readonly Change[], clock: Clock): Promise<void> {
  const now = timestamp(clock);
  for (const { id, host, columns } of changes) {
    if (id === undefined) {
      await trx.insertInto("hosts")
        .values({ loop_id: lease.loop.id, hostname: host, status: "unknown", created_at: now, ...columns }).execute();
    } else {
      // Who is back from having gone has still to be met.
      const met = sql<string>`CASE status WHEN 'gone' THEN 'unknown' ELSE status END`;
      await trx.updateTable("hosts")
        .set(columns === undefined ? { status: "gone", updated_at: now } : { ...columns, status: met, updated_at: now })
        .where("id", "=", id).execute();
    }
  }
}

/**
 * Facts as they may be on record. Those that something is hidden in must not be taken for the host's own: a template would fill in the word
 * that stands for a secret. They are for readers, and gathered anew.
 */
function factsColumns({ facts, asked, at, partial }: KeptFacts) {
  const shown = hideSecrets("", facts);
  return {
    facts: JSON.stringify(shown),
    facts_asked: toColumn(asked),
    facts_at: new Date(at).toISOString(),
    facts_stale: shown === facts && partial !== true ? 0 : 1,
  };
}

async function writeFacts(
  trx: Transact,
  lease: Lease,
  kept: readonly ({ host: string } & ReturnType<typeof factsColumns>)[],
  clock: Clock,
): Promise<void> {
  for (const { host, facts, ...columns } of kept) {
    // What was changed after they were gathered, and before they came here, is not in them.
    const stale = sql<number>`CASE WHEN changed_at > ${columns.facts_at} THEN 1 ELSE ${columns.facts_stale} END`;
    const known = await trx.updateTable("hosts").set({ ...columns, facts_stale: stale })
      .where("loop_id", "=", lease.loop.id).where("hostname", "=", host).returning("id").executeTakeFirst();
    const met = { loop_id: lease.loop.id, hostname: host, status: "unknown", created_at: timestamp(clock), ...columns };
    const { id } = known ?? await trx.insertInto("hosts").values(met).returning("id").executeTakeFirstOrThrow();
    await trx.insertInto("host_facts").values({ host_id: id, facts })
      .onConflict((conflict) => conflict.column("host_id").doUpdateSet({ facts })).execute();
  }
}

async function readFacts(trx: Transact, lease: Lease, hosts: readonly string[]): Promise<Map<string, KeptFacts>> {
  const rows = await trx.selectFrom("hosts").innerJoin("host_facts", "host_facts.host_id", "hosts.id")
    .select(["hosts.hostname", "hosts.facts_asked", "hosts.facts_at", "host_facts.facts"])
    .where("loop_id", "=", lease.loop.id).where("facts_at", "is not", null).where("facts_stale", "=", 0)
    .where("hostname", "in", listed(hosts)).execute();
  return new Map(
    rows.map(({ hostname, facts, facts_asked, facts_at }) => [hostname, {
      facts: fromColumn<JsonObject>(facts) ?? {},
      asked: fromColumn<JsonObject>(facts_asked) ?? {},
      at: Date.parse(facts_at!),
    }]),
  );
}
