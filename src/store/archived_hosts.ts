// Hosts as readers see them: what each loop knows of each.
import { type Kysely, sql } from "kysely";
import type { Archive, FleetHost } from "../ports/archive.ts";
import { ENDED } from "./ended.ts";
import { hostStatus } from "./host_status.ts";
import { readObject, readStrings, rowObject } from "./json_column.ts";
import type { Tables } from "./tables.ts";

/** Ours, or the original's. */
const FACTS = sql<string | null>`coalesce(host_facts.facts, hosts.facts)`.as("facts");

/** The archive's queries of hosts. */
export function archivedHosts(db: Kysely<Tables>): Pick<Archive, "hosts" | "fleet"> {
  return {
    hosts: async (loop) => {
      const rows = await db.selectFrom("hosts").leftJoin("host_facts", "host_facts.host_id", "hosts.id")
        .selectAll("hosts").select(FACTS).where("loop_id", "=", loop).orderBy("id").execute();
      return rows.map((row) => rowObject(row, ["groups", "facts", "facts_asked", "vars"]));
    },
    fleet: async ({ host, loop, facts = false }) => {
      let query = fleetQuery(db).$if(
        facts,
        (asked) => asked.leftJoin("host_facts", "host_facts.host_id", "hosts.id").select(FACTS),
      );
      if (host !== undefined) query = query.where("hosts.hostname", "=", host);
      query = loop === undefined ? query.where(worthTelling(host)) : query.where("hosts.loop_id", "=", loop);
      return (await query.execute()).map(fleetHost);
    },
  };
}

/** Without the facts, which are tens of kilobytes a host. */
function fleetQuery(db: Kysely<Tables>) {
  return db.selectFrom("hosts").innerJoin("loops", "loops.id", "hosts.loop_id")
    .leftJoin("actions", "actions.id", "hosts.changed_action")
    .select(["hosts.loop_id", "loops.name as loop_name", "hosts.hostname", "hosts.ansible_host", "hosts.ansible_user"])
    .select(["hosts.ansible_port", "hosts.groups", "hosts.vars", "hosts.status", "hosts.last_error"])
    .select(["hosts.facts_at", "hosts.seen_at", "hosts.changed_at", "hosts.updated_at"])
    .select(["actions.id as action", "actions.name as action_name", "actions.module"])
    .orderBy("hosts.hostname").orderBy("hosts.loop_id");
}

/** Who runs a playbook by hand each day has a loop for each of them: of those that are over two are worth telling. */
function worthTelling(host: string | undefined) {
  const ofHost = host === undefined ? sql`` : sql`where hostname = ${host}`;
  return sql<boolean>`(loops.status not in (${sql.join(ENDED)}) or hosts.id in (
    select id from (
      select id, changed_at, row_number() over (partition by hostname order by loop_id desc) as newest,
        row_number() over (partition by hostname order by changed_at desc) as changed from hosts ${ofHost})
    where newest = 1 or (changed = 1 and changed_at is not null)))`;
}

type Row = Awaited<ReturnType<ReturnType<typeof fleetQuery>["execute"]>>[number] & { facts?: string | null };

function fleetHost(row: Row): FleetHost {
  const { action, module } = row;
  return {
    loop: row.loop_id,
    loopName: row.loop_name,
    host: row.hostname,
    address: row.ansible_host,
    user: row.ansible_user,
    port: row.ansible_port,
    groups: readStrings(row.groups),
    vars: readObject(row.vars) as FleetHost["vars"] | null ?? {},
    factsAt: row.facts_at,
    facts: readObject(row.facts ?? null),
    status: hostStatus(row.status),
    lastError: row.last_error,
    seenAt: row.seen_at,
    // A host that does not answer has its row written each time, give or take a minute.
    heardAt: row.status === "unreachable" ? row.updated_at : row.seen_at,
    changedAt: row.changed_at,
    changedAction: action === null || module === null ? null : { id: action, name: row.action_name ?? module, module },
  };
}
