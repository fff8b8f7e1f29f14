// The current run as it is on record: what every iteration starts from.
import type { Compilable } from "kysely";
import type { RecordedAction } from "../model/action.ts";
import type { Iteration, RecordedPrompt } from "../model/iteration.ts";
import type { RecordedCall } from "../model/model_call.ts";
import { actionColumns, inOrder, recordedAction } from "./action_row.ts";
import { builtOnce } from "./built_once.ts";
import { callColumns, recordedCalls } from "./call_row.ts";
import { iterationOf } from "./iteration_row.ts";
import { restoreLong } from "./long_outputs.ts";
import { promptOf } from "./prompt_row.ts";
import type { Transact } from "./tables.ts";

/**
 * Iterations of one run, oldest first. Four queries whatever its length, and a fifth where not all of it is a playbook's; none of them touches an
 * earlier run's rows.
 */
export async function readHistory(trx: Transact, loop: number): Promise<Iteration[]> {
  const { run } = await trx.selectFrom("loops").select("run").where("id", "=", loop).executeTakeFirstOrThrow();
  const iterations = await ask.iterations(trx, { loop, run });
  const actions = await ask.actions(trx, { loop, run });
  const prompts = await ask.prompts(trx, { loop, run });
  await restoreLong(trx, actions);
  const inWords = iterations.some(({ decided_by }) => decided_by !== "playbook");
  const calls = inWords ? await recordedCalls(trx, await ask.calls(trx, { loop, run })) : [];
  const held = new Map(iterations.map(({ id }) => [id, nothing()]));
  // Sorted here: SQLite would carry whole outputs through its sorter.
  for (const row of actions.sort(inOrder)) held.get(row.iteration_id)?.actions.push(recordedAction(row));
  for (const row of prompts.sort((a, b) => a.id - b.id)) held.get(row.iteration_id ?? 0)?.prompts.push(promptOf(row));
  for (const { row, call } of calls) held.get(row.iteration_id)?.calls.push(call);
  return iterations.sort((a, b) => a.n - b.n).map((row) => iterationOf(row, held.get(row.id)!));
}

function nothing() {
  return { actions: [] as RecordedAction[], prompts: [] as RecordedPrompt[], calls: [] as RecordedCall[] };
}

/** A run's iterations. The four queries stand by themselves for the test that asks SQLite how it runs them. */
export function iterationsQuery(trx: Transact, loop: number, run: number) {
  return trx.selectFrom("iterations").selectAll().where("loop_id", "=", loop).where("run", "=", run);
}

/** A run's actions. */
export function actionsQuery(trx: Transact, loop: number, run: number) {
  return trx.selectFrom("iterations").innerJoin("actions", "actions.iteration_id", "iterations.id")
    .select(actionColumns)
    .where("iterations.loop_id", "=", loop).where("iterations.run", "=", run);
}

/** A run's prompts. */
export function promptsQuery(trx: Transact, loop: number, run: number) {
  return trx.selectFrom("iterations").innerJoin("prompts", "prompts.iteration_id", "iterations.id")
    .selectAll("prompts")
    .where("iterations.loop_id", "=", loop).where("iterations.run", "=", run);
}

/** A run's questions to the model. */
export function callsQuery(trx: Transact, loop: number, run: number) {
  return trx.selectFrom("iterations").innerJoin("model_calls", "model_calls.iteration_id", "iterations.id")
    .select(callColumns)
    .where("iterations.loop_id", "=", loop).where("iterations.run", "=", run);
}

const ask = {
  iterations: ofRun(iterationsQuery),
  actions: ofRun(actionsQuery),
  prompts: ofRun(promptsQuery),
  calls: ofRun(callsQuery),
};

function ofRun<O>(query: (trx: Transact, loop: number, run: number) => Compilable<O>) {
  return builtOnce<{ loop: number; run: number }, O>(["loop", "run"], (trx, { loop, run }) => query(trx, loop, run));
}
