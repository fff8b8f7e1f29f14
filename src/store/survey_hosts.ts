// Hosts by name, whoever knows them, and what was changed on one.
import { type Kysely, sql } from "kysely";
import type { HostChange, HostLine, Survey } from "../ports/survey.ts";
import { actionColumns, actionForReaders } from "./action_row.ts";
import { pageOf, placeText, readPlace, rowsToAsk } from "./page_place.ts";
import { readStrings } from "./json_column.ts";
import type { Tables } from "./tables.ts";

/** The survey's queries of hosts. */
export function surveyHosts(db: Kysely<Tables>): Pick<Survey, "hosts" | "hostChanges"> {
  return {
    hosts: async ({ after, limit, search, status }) => {
      const all = [...Map.groupBy(await rowsOf(db), ({ hostname }) => hostname).values()].map(hostLine);
      const from = after === undefined ? undefined : readPlace("hosts", ["text"], after)[0] as string;
      const needle = search?.toLowerCase();
      const found = all.filter((line) =>
        (from === undefined || line.host > from) && (status === undefined || line.status === status) &&
        (needle === undefined ||
          [line.host, line.address ?? "", ...line.groups].some((text) => text.toLowerCase().includes(needle)))
      );
      return pageOf(found.slice(0, rowsToAsk(limit)), limit, {
        show: (line) => line,
        place: ({ host }) => placeText("hosts", [host]),
      });
    },
    hostChanges: async (host, { after, limit }) => {
      let query = changesQuery(db).where(sql<boolean>`coalesce(actions.delegate, actions.host) = ${host}`)
        .orderBy("actions.id", "desc").limit(rowsToAsk(limit));
      if (after !== undefined) {
        query = query.where("actions.id", "<", readPlace("changes", ["integer"], after)[0] as number);
      }
      return pageOf(await query.execute(), limit, {
        show: hostChange,
        place: ({ id }) => placeText("changes", [id]),
      });
    },
  };
}

function rowsOf(db: Kysely<Tables>) {
  return db.selectFrom("hosts").innerJoin("loops", "loops.id", "hosts.loop_id")
    .select(["hosts.loop_id", "loops.name", "loops.status as loop_status", "hosts.hostname", "hosts.ansible_host"])
    .select(["hosts.groups", "hosts.status", "hosts.last_error", "hosts.seen_at", "hosts.updated_at"])
    .select(["hosts.changed_at"]).orderBy("hosts.hostname").orderBy("hosts.loop_id").execute();
}

type Row = Awaited<ReturnType<typeof rowsOf>>[number];

function hostLine(rows: Row[]): HostLine {
  const open = rows.filter(({ loop_status }) => !["completed", "failed", "cancelled"].includes(loop_status));
  const known = open.length > 0 ? open : rows.slice(-1);
  const heard = (row: Row) => (row.status === "unreachable" ? row.updated_at : row.seen_at) ?? "";
  const last = known.reduce((best, row) => heard(row) >= heard(best) ? row : best);
  const statuses = ["reachable", "unreachable", "unknown", "gone"] as const;
  const latest = (times: (string | null)[]) => times.reduce((a, b) => (b ?? "") > (a ?? "") ? b : a, null);
  return {
    host: last.hostname,
    loops: known.map(({ loop_id, name }) => ({ id: loop_id, name })),
    address: last.ansible_host,
    groups: readStrings(last.groups),
    status: statuses.find((status) => status === last.status) ?? "unknown",
    lastError: last.last_error,
    seenAt: latest(known.map(({ seen_at }) => seen_at)),
    heardAt: heard(last) === "" ? null : heard(last),
    changedAt: latest(rows.map(({ changed_at }) => changed_at)),
    system: null,
  };
}

function changesQuery(db: Kysely<Tables>) {
  return db.selectFrom("actions").innerJoin("iterations", "iterations.id", "actions.iteration_id")
    .innerJoin("loops", "loops.id", "iterations.loop_id")
    .select(actionColumns).select(["iterations.n", "iterations.loop_id as loop", "loops.name as loopName"])
    .where(sql<boolean>`actions.changed = 1`);
}

function hostChange(row: Awaited<ReturnType<ReturnType<typeof changesQuery>["execute"]>>[number]): HostChange {
  return { ...actionForReaders(row), loop: row.loop, loopName: row.loopName };
}
