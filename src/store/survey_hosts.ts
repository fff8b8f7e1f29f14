// Hosts by name, whoever knows them.
import { type Kysely, sql } from "kysely";
import type { HostLine, Paged, Survey } from "../ports/survey.ts";
import { builtOnce } from "./built_once.ts";
import { IS_OPEN } from "./ended.ts";
import { readStrings } from "./json_column.ts";
import { meant, pageOf, placeText, readPlace, rowsToAsk, told } from "./page_place.ts";
import { saysOneOf } from "./says.ts";
import type { Tables } from "./tables.ts";
import type { HostNamesTable } from "./tables_beside.ts";

const STATUSES = ["reachable", "unreachable", "unknown", "gone"] as const;

/** Loops through which a host is looked up; one that more of them know is looked up through the loops that go on. */
const FEW = 200;

/** A page of hosts. */
export async function hostPage(
  db: Kysely<Tables>,
  { after, limit, search, status }: Parameters<Survey["hosts"]>[0],
): Promise<Paged<HostLine>> {
  let query = db.selectFrom("host_names").selectAll()
    .select([told(sql`host`).as("place"), sql<number>`rowid`.as("row")]).orderBy("host").limit(rowsToAsk(limit));
  if (after !== undefined) {
    const [place, row] = readPlace("hosts", ["text", "integer"], after);
    query = query.where("host", ">", meant(place, sql`(select host from host_names where rowid = ${row})`));
  }
  if (status === "unreachable") query = query.where(sql<boolean>`status = 'unreachable'`);
  else if (status === "unknown") query = query.where("status", "not in", ["reachable", "unreachable", "gone"]);
  else if (status !== undefined) query = query.where("status", "=", status);
  if (search !== undefined && search.trim() !== "") {
    query = query.where(saysOneOf(search.trim(), [sql`host`, sql`address`, sql`groups`]));
  }
  const rows = await query.execute();
  const shown = rows.slice(0, limit);
  const loops = new Map<string, HostLine["loops"]>();
  for (const { host } of shown) loops.set(host, await loopsOf(db, host));
  return pageOf(rows, limit, {
    show: (row) => hostLine(row, loops.get(row.host) ?? []),
    place: ({ place, row }) => placeText("hosts", [place, row]),
  });
}

function hostLine(
  row: { [column in keyof HostNamesTable]: string | null } & { host: string },
  loops: HostLine["loops"],
) {
  return {
    host: row.host,
    loops,
    address: row.address,
    groups: readStrings(row.groups),
    status: STATUSES.find((status) => status === row.status) ?? "unknown",
    lastError: row.last_error,
    seenAt: row.seen_at,
    heardAt: row.heard_at,
    changedAt: row.changed_at,
    system: row.system,
  } satisfies HostLine;
}

/** Who runs a playbook by hand each day has a loop for each of them; loops that go on are few. */
async function loopsOf(db: Kysely<Tables>, host: string): Promise<HostLine["loops"]> {
  const newest = await ask.newest(db, { host });
  const open = newest.length <= FEW ? newest.filter(({ open }) => open === 1).reverse() : await ask.open(db, { host });
  return (open.length > 0 ? open : newest.slice(0, 1)).map(({ id, name }) => ({ id, name }));
}

const ask = {
  newest: builtOnce(
    ["host"],
    (trx, { host }: { host: string }) =>
      // CROSS: in this order.
      trx.selectFrom("hosts").crossJoin("loops").whereRef("loops.id", "=", "hosts.loop_id")
        .select(["loops.id", "loops.name", sql<number>`loops.${IS_OPEN}`.as("open")])
        .where("hosts.hostname", "=", host).orderBy("hosts.loop_id", "desc").limit(FEW + 1),
  ),
  open: builtOnce(
    ["host"],
    (trx, { host }: { host: string }) =>
      trx.selectFrom("loops").crossJoin("hosts").whereRef("hosts.loop_id", "=", "loops.id")
        .select(["loops.id", "loops.name"]).where(sql<boolean>`loops.${IS_OPEN}`)
        .where("hosts.hostname", "=", host).orderBy("loops.id"),
  ),
};
