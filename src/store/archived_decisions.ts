// Decisions as readers see them: what the model was asked, who decided how often, what it cost, what was decided on which looks.
import { type Kysely, type RawBuilder, sql } from "kysely";
import type { DecidedBy, Decision } from "../model/decision.ts";
import type { Observations } from "../model/iteration.ts";
import type { LoopOptions } from "../model/loop.ts";
import type { CallRow, DecisionArchive, PastDecision } from "../ports/decision_archive.ts";
import { callColumns, recordedCalls } from "./call_row.ts";
import { IS_OPEN } from "./ended.ts";
import { fromColumn, readObject } from "./json_column.ts";
import { listed } from "./listed.ts";
import { wholeTexts } from "./long_outputs.ts";
import type { Tables } from "./tables.ts";

/** Word for word the condition of the indexes `iterations_decided` and `iterations_by_decider`. */
const DECIDED = sql<boolean>`decided_by IN ('rule', 'model', 'human')`;

async function calls(db: Kysely<Tables>, which: RawBuilder<boolean>): Promise<CallRow[]> {
  const rows = await db.selectFrom("model_calls").innerJoin("iterations", "iterations.id", "model_calls.iteration_id")
    .select(callColumns).select(["model_calls.loop_id", "iterations.n", "iterations.run"]).where(which).execute();
  const recorded = await recordedCalls(db, rows);
  return recorded.map(({ row, call }) => ({ ...call, loop: row.loop_id, n: row.n, run: row.run ?? 0 }));
}

/** The archive's queries of decisions. */
export function archivedDecisions(db: Kysely<Tables>): DecisionArchive {
  return {
    modelCalls: (iterations) => calls(db, sql<boolean>`model_calls.iteration_id in ${listed(iterations)}`),
    call: async (id) => (await calls(db, sql<boolean>`model_calls.id = ${id}`))[0],
    brief: async (call) => {
      const row = await db.selectFrom("model_calls").select("brief_hash").where("id", "=", call).executeTakeFirst();
      return row === undefined ? undefined : (await wholeTexts(db, [row.brief_hash])).get(row.brief_hash);
    },
    decisionCount: async (loop, since = 0) => ({
      by: await deciders(db, loop, since),
      ...await spent(db, loop, since),
    }),
    pastDecisions: (after, limit) => pastDecisions(db, after, limit),
    ruleFolders: async () => {
      // Most loops name none: their options need not be parsed.
      const rows = await db.selectFrom("loops").select(["id", "options"]).where(IS_OPEN)
        .where(sql<boolean>`instr(options, '"rulesDir"') > 0`).orderBy("id").execute();
      return rows.flatMap(({ id, options }) => {
        const { file, rulesDir }: Partial<LoopOptions> = readObject(options) ?? {};
        return file === undefined && rulesDir !== undefined ? [{ loop: id, folder: rulesDir }] : [];
      });
    },
    ruleUse: async () => {
      // Quiet runs share the first one's row, and its results.
      const used = await db.selectFrom("rule_results")
        .innerJoin("iterations", "iterations.id", "rule_results.iteration_id")
        .select((eb) => [
          "rule_name",
          eb.fn.sum<number>("iterations.repeats").as("decided"),
          eb.fn.max("rule_results.id").as("last"),
        ]).where(sql<boolean>`decided = 1`).groupBy("rule_name").execute();
      const last = await db.selectFrom("rule_results")
        .innerJoin("iterations", "iterations.id", "rule_results.iteration_id")
        .select(["rule_results.id", "rule_results.created_at", "iterations.loop_id"])
        .where("rule_results.id", "in", listed(used.map(({ last }) => last)))
        .execute();
      const places = new Map(last.map((row) => [row.id, row]));
      return used.flatMap(({ rule_name: rule, decided, last }) => {
        const place = places.get(last);
        return place === undefined ? [] : [{ rule, decided, lastAt: place.created_at, lastLoop: place.loop_id }];
      });
    },
  };
}

/** One that goes on with a decision of before is no decision of its own. */
async function deciders(db: Kysely<Tables>, loop: number, since: number) {
  const rows = await db.selectFrom("iterations").select((eb) => ["decided_by", eb.fn.sum<number>("repeats").as("n")])
    .where("loop_id", "=", loop).where(DECIDED).where("fresh", "=", 1).where("run", ">=", since).groupBy("decided_by")
    .execute();
  return Object.fromEntries(rows.map(({ decided_by, n }) => [decided_by as DecidedBy, n]));
}

async function spent(db: Kysely<Tables>, loop: number, since: number) {
  const all = db.selectFrom("model_calls").select((eb) => [
    eb.fn.countAll<number>().as("calls"),
    sql<number>`coalesce(sum(model_calls.status = 'lost'), 0)`.as("lost"),
    sql<number>`coalesce(sum(tokens_in), 0)`.as("tokensIn"),
    sql<number>`coalesce(sum(tokens_out), 0)`.as("tokensOut"),
    sql<number | null>`sum(cost_usd)`.as("costUsd"),
  ]);
  // The last run of an old loop is found by its iterations, all runs by the loop's calls.
  const query = since === 0
    ? all.where("model_calls.loop_id", "=", loop)
    : all.innerJoin("iterations", "iterations.id", "model_calls.iteration_id")
      .where("iterations.loop_id", "=", loop).where("iterations.run", ">=", since);
  return { ...await query.executeTakeFirstOrThrow() };
}

async function pastDecisions(db: Kysely<Tables>, after: number, limit: number): Promise<PastDecision[]> {
  const rows = await decisionsQuery(db).where("iterations.id", ">", after).where(DECIDED)
    .where(sql<boolean>`json_type(iterations.observations, '$.looks') = 'object'`)
    .where("iterations.decision", "is not", null).orderBy("iterations.id").limit(limit).execute();
  const owners = new Map(rows.map(({ id }) => [id, id]));
  for (const row of rows) {
    if (row.phase === "unfinished") { for (const id of await carriedOn(db, row)) owners.set(id, row.id); }
  }
  const actions = await actionsOf(db, owners);
  return rows.map((row) => ({
    id: row.id,
    loop: row.loop_id,
    run: row.run ?? 0,
    n: row.n,
    goal: row.step ?? row.desired_state ?? "",
    by: row.decided_by as DecidedBy,
    looks: fromColumn<Observations>(row.observations)?.looks ?? {},
    decision: fromColumn<Decision>(row.decision)!,
    actions: actions.get(row.id) ?? [],
    converged: row.converged === 1,
  }));
}

function decisionsQuery(db: Kysely<Tables>) {
  return db.selectFrom("iterations").innerJoin("loops", "loops.id", "iterations.loop_id")
    .select(["iterations.id", "iterations.loop_id", "iterations.run", "iterations.n", "iterations.decided_by"])
    .select(["iterations.phase", "iterations.observations", "iterations.decision", "iterations.converged"])
    .select("loops.desired_state")
    .select((eb) =>
      eb.selectFrom("increments").select("increments.desired_state")
        .whereRef("increments.id", "=", "iterations.increment_id").as("step")
    );
}

type Row = Awaited<ReturnType<ReturnType<typeof decisionsQuery>["execute"]>>[number];

/** Iterations that went on with a decision after its own was cut short: its actions are theirs now. */
async function carriedOn(db: Kysely<Tables>, { loop_id, run, n, decision }: Row): Promise<number[]> {
  const later = await db.selectFrom("iterations").select(["id", "n", "fresh", "decision"]).where(
    "loop_id",
    "=",
    loop_id,
  )
    .where("run", "=", run).where("n", ">", n).orderBy("n").execute();
  const end = later.findIndex((each) => each.fresh === 1 || each.decision !== decision);
  return later.slice(0, end === -1 ? undefined : end).map(({ id }) => id);
}

async function actionsOf(
  db: Kysely<Tables>,
  owners: Map<number, number>,
): Promise<Map<number, PastDecision["actions"]>> {
  const rows = await db.selectFrom("actions").select([
    "id",
    "iteration_id",
    "host",
    "module",
    "params",
    "status",
    "changed",
  ])
    .where("iteration_id", "in", listed([...owners.keys()])).execute();
  const held = new Map<number, PastDecision["actions"]>();
  for (const { iteration_id, host, module, params, status, changed } of rows.sort((a, b) => a.id - b.id)) {
    const owner = owners.get(iteration_id) ?? iteration_id;
    const known = held.get(owner) ?? [];
    held.set(owner, known);
    known.push({ host: host ?? "", module, params: readObject(params) ?? {}, status, changed: changed === 1 });
  }
  return held;
}
