// The archive in SQLite: what readers see, rows of the original as they are.
import type { Kysely } from "kysely";
import type { Archive, IterationRow } from "../ports/archive.ts";
import { actionColumns, actionForReaders } from "./action_row.ts";
import { readColumn, rowObject } from "./json_column.ts";
import { loopOf } from "./loop_row.ts";
import { promptOf } from "./prompt_row.ts";
import type { IterationTableRow, Tables } from "./tables.ts";

const ENDED = ["completed", "failed", "cancelled"];

/** The archive of one database. */
export function sqliteArchive(db: Kysely<Tables>): Archive {
  const loop = async (id: number) => {
    const row = await db.selectFrom("loops").selectAll().where("id", "=", id).executeTakeFirst();
    return row === undefined ? undefined : loopOf(row);
  };
  return {
    loop,
    loops: async ({ all }) => {
      const query = db.selectFrom("loops").selectAll().orderBy("id");
      return (await (all ? query : query.where("status", "not in", ENDED)).execute()).map(loopOf);
    },
    find: async (idOrName) => {
      const byId = /^\d{1,15}$/.test(idOrName) ? await loop(Number(idOrName)) : undefined;
      if (byId !== undefined) return byId;
      const row = await db.selectFrom("loops").selectAll().where("name", "=", idOrName)
        .orderBy("id", "desc").limit(1).executeTakeFirst();
      return row === undefined ? undefined : loopOf(row);
    },
    increments: async (id) => {
      const rows = await db.selectFrom("increments").selectAll().where("loop_id", "=", id).orderBy("n").execute();
      return rows.map((row) => rowObject(row, []));
    },
    iterations: async (id, limit) => {
      const query = db.selectFrom("iterations").selectAll().where("loop_id", "=", id)
        .orderBy("n", "desc").orderBy("id", "desc");
      const rows = await (limit === undefined ? query : query.limit(limit)).execute();
      return rows.reverse().map(iterationForReaders);
    },
    actions: async (id) => {
      const rows = await db.selectFrom("iterations").innerJoin("actions", "actions.iteration_id", "iterations.id")
        .select(actionColumns).select("iterations.n").where("iterations.loop_id", "=", id).execute();
      return rows.sort((a, b) => a.id - b.id).map(actionForReaders);
    },
    prompts: async ({ loop: id, open }) => {
      let query = db.selectFrom("prompts").selectAll().orderBy("id");
      if (id !== undefined) query = query.where("loop_id", "=", id);
      if (open !== undefined) query = query.where("status", open ? "=" : "!=", "pending");
      return (await query.execute()).map((row) => ({
        ...promptOf(row),
        loop: row.loop_id,
        iteration: row.iteration_id,
        createdAt: row.created_at,
        answeredAt: row.answered_at,
        answeredBy: row.answered_by,
      }));
    },
    hosts: async (id) => {
      const rows = await db.selectFrom("hosts").selectAll().where("loop_id", "=", id).orderBy("id").execute();
      return rows.map((row) => rowObject(row, ["groups", "facts", "vars"]));
    },
    resources: async (id) => {
      const rows = await db.selectFrom("resources").selectAll().where("loop_id", "=", id).orderBy("id").execute();
      return rows.map((row) => rowObject(row, ["data"]));
    },
    ruleResults: async (id) => {
      const rows = await db.selectFrom("iterations")
        .innerJoin("rule_results", "rule_results.iteration_id", "iterations.id").selectAll("rule_results")
        .select("iterations.n").where("iterations.loop_id", "=", id).orderBy("rule_results.id").execute();
      return rows.map((row) => rowObject(row, []));
    },
  };
}

function iterationForReaders(row: IterationTableRow): IterationRow {
  return {
    id: row.id,
    n: row.n,
    run: row.run,
    phase: row.phase,
    fresh: row.fresh === 1,
    decidedBy: row.decided_by,
    converged: row.converged === null ? null : row.converged !== 0,
    reasoning: row.reasoning,
    observations: readColumn(row.observations),
    error: row.error,
    createdAt: row.created_at,
    completedAt: row.completed_at,
  };
}
