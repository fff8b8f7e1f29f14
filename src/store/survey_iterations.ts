// Iterations a page at a time, what happened in them to scale, and what was seen in one.
import { type Kysely, sql } from "kysely";
import type { ActionRow } from "../ports/archive.ts";
import type { Paged, Survey, TimelineAction, TimelineIteration } from "../ports/survey.ts";
import { actionInBrief, briefQuery } from "./brief_actions.ts";
import { iterationLine, linesQuery } from "./iteration_lines.ts";
import { readColumn } from "./json_column.ts";
import { listed } from "./listed.ts";
import { pageOf, placeText, readPlace, rowsToAsk } from "./page_place.ts";
import type { Tables } from "./tables.ts";

/** Actions of one iteration that a timeline shows. */
const MOST_DRAWN = 200;

/** Word for word the condition of the index `actions_amiss`. */
const IS_AMISS = sql<boolean>`actions.status IN ('failed', 'denied', 'skipped', 'interrupted')`;
const AMISS = ["failed", "denied", "skipped", "interrupted"];

type Part = Pick<
  Survey,
  "iterations" | "loopOf" | "actionCounts" | "timeline" | "iterationBefore" | "actions" | "observations"
>;

/** The survey's queries of iterations. */
export function surveyIterations(db: Kysely<Tables>): Part {
  return {
    iterations: async (loop, { after, limit }) => {
      const query = linesQuery(db, { seen: true }).where("loop_id", "=", loop).orderBy("n", "desc").orderBy(
        "id",
        "desc",
      )
        .limit(rowsToAsk(limit));
      const [n, id] = after === undefined ? [] : readPlace("iterations", ["integer", "integer"], after);
      const rows = await (n === undefined ? query : query.where(sql<boolean>`(n, id) < (${n}, ${id})`)).execute();
      return pageOf(rows, limit, {
        show: iterationLine,
        place: (row) => placeText("iterations", [row.n, row.id]),
      });
    },
    timeline: (loop, of) => timeline(db, loop, of),
    actionCounts: async (iteration) => {
      const rows = await db.selectFrom("actions").select((eb) => ["status", eb.fn.countAll<number>().as("count")])
        .where("iteration_id", "=", iteration).groupBy("status").execute();
      return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
    },
    loopOf: async (id) =>
      (await db.selectFrom("iterations").select("loop_id").where("id", "=", id).executeTakeFirst())?.loop_id,
    iterationBefore: async (id) => {
      const row = await db.selectFrom("iterations").select(["loop_id", "n"]).where("id", "=", id).executeTakeFirst();
      if (row === undefined) return undefined;
      const before = await linesQuery(db, { seen: true }).where("loop_id", "=", row.loop_id)
        .where(sql<boolean>`(n, id) < (${row.n}, ${id})`)
        .orderBy("n", "desc").orderBy("id", "desc").limit(1).executeTakeFirst();
      return before === undefined ? undefined : iterationLine(before);
    },
    actions: (iteration, page) => actionsOf(db, iteration, page),
    observations: async (iteration) => {
      const row = await db.selectFrom("iterations").select("observations").where("id", "=", iteration)
        .executeTakeFirst();
      return readColumn(row?.observations ?? null);
    },
  };
}

/** By position: that is the order in which they were noted, and an index has it. */
async function actionsOf(
  db: Kysely<Tables>,
  iteration: number,
  { after, limit, host, status }: Parameters<Survey["actions"]>[1],
): Promise<Paged<ActionRow>> {
  let query = briefQuery(db).select("actions.position").where("actions.iteration_id", "=", iteration)
    // Those of one host are few, and found by it; the plus leaves the order to be made.
    .orderBy(host === undefined ? sql`actions.position` : sql`+actions.position`).orderBy("actions.id")
    .limit(rowsToAsk(limit));
  if (after !== undefined) {
    const [position, id] = readPlace("actions", ["number?", "integer"], after);
    query = query.where(
      position === null
        // Rows of the original have none, and come first.
        ? sql<boolean>`(actions.position is not null or actions.id > ${id})`
        : sql<boolean>`(actions.position, actions.id) > (${position}, ${id})`,
    );
  }
  if (host !== undefined) query = query.where("actions.host", "=", host);
  if (status !== undefined) query = query.where("actions.status", "=", status);
  if (AMISS.includes(status ?? "")) query = query.where(IS_AMISS);
  return pageOf(await query.execute(), limit, {
    show: (row) => actionInBrief(row),
    place: (row) => placeText("actions", [row.position, row.id]),
  });
}

async function timeline(
  db: Kysely<Tables>,
  loop: number,
  { before, limit }: { before?: number; limit: number },
): Promise<TimelineIteration[]> {
  const query = db.selectFrom("iterations")
    .select(["id", "n", "run", "phase", "decided_by", "converged", "error", "repeats"])
    .select(["created_at", "completed_at", "last_at"])
    .where("loop_id", "=", loop).orderBy("n", "desc").orderBy("id", "desc").limit(rowsToAsk(limit) - 1);
  const rows = await (before === undefined ? query : query.where("n", "<", before)).execute();
  const ids = rows.map(({ id }) => id);
  const [actions, counts, calls] = await Promise.all([drawn(db, ids), countActions(db, ids), callsOf(db, ids)]);
  return rows.map((row) => ({
    id: row.id,
    n: row.n,
    run: row.run,
    phase: row.phase,
    decidedBy: row.decided_by,
    converged: row.converged === null ? null : row.converged !== 0,
    error: row.error,
    repeats: row.repeats,
    createdAt: row.created_at,
    completedAt: row.completed_at,
    lastAt: row.last_at,
    actions: actions.get(row.id) ?? [],
    actionCount: counts.get(row.id) ?? 0,
    calls: calls.get(row.id) ?? [],
  }));
}

/** The first that were noted of each, by start; those that never started come last. */
async function drawn(db: Kysely<Tables>, iterations: readonly number[]): Promise<Map<number, TimelineAction[]>> {
  const held = new Map<number, TimelineAction[]>();
  for (const iteration of iterations) {
    const rows = await db.selectFrom("actions")
      .select(["id", "host", "module", "name", "status", "changed", "started_at", "completed_at"])
      .where("iteration_id", "=", iteration).orderBy("position").limit(MOST_DRAWN).execute();
    if (rows.length === 0) continue;
    held.set(
      iteration,
      rows.map(({ changed, started_at, completed_at, ...row }) => ({
        ...row,
        changed: changed === null ? null : changed !== 0,
        startedAt: started_at,
        completedAt: completed_at,
      })).sort(byStart),
    );
  }
  return held;
}

function byStart(a: TimelineAction, b: TimelineAction): number {
  const [x, y] = [a.startedAt ?? "~", b.startedAt ?? "~"];
  return x < y ? -1 : x > y ? 1 : a.id - b.id;
}

async function countActions(db: Kysely<Tables>, iterations: readonly number[]): Promise<Map<number, number>> {
  const rows = await db.selectFrom("actions").select((eb) => ["iteration_id", eb.fn.countAll<number>().as("count")])
    .where("iteration_id", "in", listed(iterations)).groupBy("iteration_id")
    .execute();
  return new Map(rows.map(({ iteration_id, count }) => [iteration_id, count]));
}

async function callsOf(db: Kysely<Tables>, iterations: readonly number[]) {
  const rows = await db.selectFrom("model_calls").select(["id", "iteration_id", "status", "started_at", "ended_at"])
    .where("iteration_id", "in", listed(iterations)).execute();
  const calls = rows.sort((a, b) => a.id - b.id)
    .map(({ iteration_id, id, status, started_at, ended_at }) => ({
      iteration: iteration_id,
      call: { id, status, startedAt: started_at, endedAt: ended_at },
    }));
  return new Map(
    [...Map.groupBy(calls, ({ iteration }) => iteration)].map(([id, of]) => [id, of.map(({ call }) => call)]),
  );
}
