// Hosts by name, whoever knows them.
import { type Compilable, type Kysely, sql } from "kysely";
import type { HostLine, Paged, Survey } from "../ports/survey.ts";
import { builtOnce } from "./built_once.ts";
import { IS_OPEN } from "./ended.ts";
import { hostStatus } from "./host_status.ts";
import { readStrings } from "./json_column.ts";
import { meant, pageOf, placeText, readPlace, rowsToAsk, told } from "./page_place.ts";
import { saysOneOf } from "./says.ts";
import type { Tables, Transact } from "./tables.ts";
import type { HostNamesTable } from "./tables_beside.ts";

/** Loops through which a host is looked up; one that more of them know is looked up through the loops that go on. */
const FEW = 200;

const NAMED = ["loops.id", "loops.name"] as const;

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
    status: hostStatus(row.status),
    lastError: row.last_error,
    seenAt: row.seen_at,
    heardAt: row.heard_at,
    changedAt: row.changed_at,
    system: row.system,
  } satisfies HostLine;
}

/** Who runs a playbook by hand each day has a loop for each of them; loops that go on are few. */
async function loopsOf(db: Kysely<Tables>, host: string): Promise<HostLine["loops"]> {
  const [counted] = await ask.counted(db, { host });
  const open = counted!.rows <= FEW ? await ask.byHost(db, { host }) : await ask.byLoop(db, { host });
  const known = open.length > 0 ? open : await ask.newest(db, { host });
  return known.map(({ id, name }) => ({ id, name }));
}

/** CROSS: in this order. */
const ask = {
  counted: forHost((trx, host) =>
    trx.selectFrom(
      trx.selectFrom("hosts").select("loop_id").where("hostname", "=", host).limit(FEW + 1).as("known"),
    ).select((eb) => eb.fn.countAll<number>().as("rows"))
  ),
  byHost: forHost((trx, host) =>
    trx.selectFrom("hosts").crossJoin("loops").whereRef("loops.id", "=", "hosts.loop_id").select(NAMED)
      .where(sql<boolean>`loops.${IS_OPEN}`).where("hosts.hostname", "=", host).orderBy("hosts.loop_id")
  ),
  byLoop: forHost((trx, host) =>
    trx.selectFrom("loops").crossJoin("hosts").whereRef("hosts.loop_id", "=", "loops.id").select(NAMED)
      .where(sql<boolean>`loops.${IS_OPEN}`).where("hosts.hostname", "=", host).orderBy("loops.id")
  ),
  newest: forHost((trx, host) =>
    trx.selectFrom("hosts").crossJoin("loops").whereRef("loops.id", "=", "hosts.loop_id").select(NAMED)
      .where("hosts.hostname", "=", host).orderBy("hosts.loop_id", "desc").limit(1)
  ),
};

function forHost<O>(build: (trx: Transact, host: string) => Compilable<O>) {
  return builtOnce<{ host: string }, O>(["host"], (trx, { host }) => build(trx, host));
}
