// The archive in SQLite: what readers see, rows of the original as they are.
import { type Kysely, type SelectQueryBuilder, sql } from "kysely";
import type { ActionsOf, Archive } from "../ports/archive.ts";
import { actionColumns, actionForReaders } from "./action_row.ts";
import { archivedDecisions } from "./archived_decisions.ts";
import { archivedFeed } from "./archived_feed.ts";
import { archivedHosts } from "./archived_hosts.ts";
import { archivedIterations } from "./archived_iterations.ts";
import { actionInBrief, briefQuery } from "./brief_actions.ts";
import { IS_OPEN } from "./ended.ts";
import { rowObject } from "./json_column.ts";
import { listed } from "./listed.ts";
import { restoreLong } from "./long_outputs.ts";
import { loopOf } from "./loop_row.ts";
import { promptForReaders } from "./prompt_row.ts";
import type { Tables } from "./tables.ts";

/** The archive of one database. */
export function sqliteArchive(db: Kysely<Tables>): Archive {
  const loop = async (id: number) => {
    const row = await db.selectFrom("loops").selectAll().where("id", "=", id).executeTakeFirst();
    return row === undefined ? undefined : loopOf(row);
  };
  return {
    ...archivedIterations(db),
    ...archivedFeed(db),
    ...archivedHosts(db),
    ...archivedDecisions(db),
    loop,
    loops: async ({ all }) => {
      const query = db.selectFrom("loops").selectAll().orderBy("id");
      return (await (all ? query : query.where(IS_OPEN)).execute()).map(loopOf);
    },
    find: async (idOrName, newest = false) => {
      const byId = /^\d{1,15}$/.test(idOrName) ? await loop(Number(idOrName)) : undefined;
      if (byId !== undefined) return byId;
      const named = db.selectFrom("loops").selectAll().where("name", "=", idOrName).orderBy("id", "desc").limit(1);
      const open = newest ? undefined : await named.where(IS_OPEN).executeTakeFirst();
      const row = open ?? await named.executeTakeFirst();
      return row === undefined ? undefined : loopOf(row);
    },
    namesakes: async (name) => {
      const rows = await db.selectFrom("loops").select("id").where("name", "=", name).where(IS_OPEN)
        .orderBy("id").execute();
      return rows.map(({ id }) => id);
    },
    increments: async (id) => {
      const rows = await db.selectFrom("increments").selectAll().where("loop_id", "=", id).orderBy("n").execute();
      return rows.map((row) => rowObject(row, []));
    },
    actions: async (of) => {
      if (of.brief === true) return (await which(briefQuery(db), of).execute()).sort(byId).map(actionInBrief);
      const rows = await which(actionsQuery(db), of).execute();
      if (of.whole === true) await restoreLong(db, rows);
      return rows.sort(byId).map(actionForReaders);
    },
    prompts: async ({ loop: id, open, ids, last }) => {
      let query = db.selectFrom("prompts").selectAll();
      if (id !== undefined) query = query.where("loop_id", "=", id);
      // Word for word the condition of the indexes of open prompts.
      if (open === true) query = query.where(sql<boolean>`status = 'pending'`);
      if (open === false) query = query.where("status", "!=", "pending");
      if (ids !== undefined) query = query.where("id", "in", listed(ids));
      if (last !== undefined) query = query.orderBy("id", "desc").limit(last);
      // Sorted here: for an order SQLite would rather scan every prompt there ever was.
      const rows = (await query.execute()).sort((a, b) => a.id - b.id);
      return rows.map(promptForReaders);
    },
    resources: async (id) => {
      const rows = await db.selectFrom("resources").selectAll().where("loop_id", "=", id).orderBy("id").execute();
      return rows.map((row) => rowObject(row, ["data"]));
    },
    ruleResults: async (iterations) => {
      const rows = await db.selectFrom("rule_results")
        .innerJoin("iterations", "iterations.id", "rule_results.iteration_id").selectAll("rule_results")
        .select("iterations.n")
        .where("rule_results.iteration_id", "in", listed(iterations)).execute();
      return rows.sort((a, b) => a.id - b.id).map((row) => rowObject(row, ["hosts"]));
    },
  };
}

function actionsQuery(db: Kysely<Tables>) {
  return db.selectFrom("actions").innerJoin("iterations", "iterations.id", "actions.iteration_id")
    .select(actionColumns).select("iterations.n");
}

function which<O>(query: ActionsQuery<O>, of: ActionsOf): ActionsQuery<O> {
  if ("ids" in of) return query.where("actions.id", "in", listed(of.ids));
  const within = query.where("actions.iteration_id", "in", listed(of.iterations));
  return of.status === undefined ? within : within.where("actions.status", "=", of.status);
}

type ActionsQuery<O> = SelectQueryBuilder<Tables, "actions" | "iterations", O>;

/** In the order they were noted; here, since SQLite would carry whole outputs through its sorter. */
function byId(a: { id: number }, b: { id: number }): number {
  return a.id - b.id;
}
