// Iterations closed, at their end or before it.
import type { Observations } from "../model/iteration.ts";
import type { Clock } from "../ports/clock.ts";
import type { Abandonment, Journal } from "../ports/journal.ts";
import { builtOnce } from "./built_once.ts";
import { loseCalls } from "./calls_written.ts";
import { tell } from "./feed.ts";
import { countsColumn } from "./host_counts.ts";
import { freeHosts } from "./host_leases.ts";
import { decisionColumn } from "./iteration_row.ts";
import { fromColumn, toColumn } from "./json_column.ts";
import { noteReached } from "./met_hosts.ts";
import { finishActions } from "./settle_actions.ts";
import type { IterationTableRow, Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";
import { closingData } from "./told_actions.ts";

type Closing = Parameters<Journal["closeIteration"]>[1];

/** Reached its end, or stopped before it with nothing running but what is on hosts that are away. The loop lets go of its machines. */
export async function closeIteration(
  trx: Transact,
  row: IterationTableRow,
  closing: Closing,
  clock: Clock,
): Promise<void> {
  await demandNoneRunning(trx, row, closing.away);
  await freeHosts(trx, row.loop_id, clock);
  if (closing.reached !== undefined) await noteReached(trx, row.loop_id, closing.reached, clock);
  if (closing.waits === true && await removeEmpty(trx, row)) return;
  const { observations, decision, error } = closing;
  const reasoning = closing.reasoning ?? decision?.reasoning;
  await trx.updateTable("iterations").set({
    phase: closing.phase,
    converged: closing.converged ? 1 : 0,
    completed_at: timestamp(clock),
    ...(observations === undefined ? {} : { observations: toColumn(observations), counts: countsColumn(observations) }),
    ...(decision === undefined ? {} : { decision: decisionColumn(decision) }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(error === undefined ? {} : { error }),
  }).where("id", "=", row.id).execute();
  const data = closingData({
    n: row.n,
    converged: closing.converged,
    observations: observations ?? fromColumn<Observations>(row.observations),
    error: error ?? null,
  });
  await tell(trx, { loop: row.loop_id, kind: "iteration closed", about: row.id, data }, clock);
}

/** An iteration that only found somebody else at work leaves no trace, so that a long wait does not fill the record. False where it left more. */
async function removeEmpty(trx: Transact, { id, loop_id: loop }: IterationTableRow): Promise<boolean> {
  for (const table of ["actions", "prompts", "model_calls", "rule_results"] as const) {
    const left = await trx.selectFrom(table).select("id").where("iteration_id", "=", id).executeTakeFirst();
    if (left !== undefined) return false;
  }
  await trx.deleteFrom("events").where("loop_id", "=", loop).where("about", "=", id)
    .where("kind", "in", ["iteration opened", "iteration closed"]).execute();
  await trx.deleteFrom("iterations").where("id", "=", id).execute();
  return true;
}

/** Closed before its end; what pends and is not carried on is skipped, and says why. */
export async function abandonIteration(
  trx: Transact,
  row: IterationTableRow,
  { error, carry, away = [], renew = [], own = false, waits = false }: Abandonment,
  clock: Clock,
): Promise<void> {
  const pending = await trx.selectFrom("actions").select("id").where("iteration_id", "=", row.id)
    .where("status", "=", "pending").execute();
  const dropped = pending.map(({ id }) => id).filter((id) => !carry.includes(id));
  await skip(trx, row.loop_id, dropped, { reason: error, clock });
  await renewActions(trx, row, renew, clock);
  await loseCalls(trx, row.loop_id, clock);
  await demandNoneRunning(trx, row, away);
  await freeHosts(trx, row.loop_id, clock);
  if (waits && row.fresh === 0 && await handBack(trx, row) && await removeEmpty(trx, row)) return;
  await trx.updateTable("iterations").set({
    phase: "unfinished",
    converged: 0,
    error,
    completed_at: timestamp(clock),
    ...(own ? { observations: toColumn({ tally: {}, ...fromColumn<Observations>(row.observations) }) } : {}),
  }).where("id", "=", row.id).execute();
  const data = closingData({ n: row.n, converged: false, observations: null, error });
  await tell(trx, { loop: row.loop_id, kind: "iteration closed", about: row.id, data }, clock);
}

/** The actions of an iteration that goes on with an earlier decision return to the one before it, where none has been begun. */
async function handBack(trx: Transact, { id, loop_id: loop, run, n }: IterationTableRow): Promise<boolean> {
  const begun = await trx.selectFrom("actions").select("id").where("iteration_id", "=", id)
    .where("status", "!=", "pending").executeTakeFirst();
  const before = await trx.selectFrom("iterations").select("id").where("loop_id", "=", loop).where("run", "=", run)
    .where("n", "<", n).orderBy("n", "desc").executeTakeFirst();
  if (begun !== undefined || before === undefined) return false;
  await trx.updateTable("actions").set({ iteration_id: before.id }).where("iteration_id", "=", id).execute();
  return true;
}

/** Noted as started and known never to have been: the row says so, and a pending one in its place may start. */
async function renewActions(trx: Transact, row: IterationTableRow, ids: number[], clock: Clock): Promise<void> {
  await skip(trx, row.loop_id, ids, { reason: "It never started", clock });
  for (const id of ids) {
    const { id: _, ...old } = await trx.updateTable("actions").set({ started_at: null }).where("id", "=", id)
      .where("iteration_id", "=", row.id).returningAll().executeTakeFirstOrThrow();
    const again = { status: "pending", completed_at: null, changed: null, rc: null, stdout: null, stderr: null };
    const unlooked = { diff: null, result: null, stdout_hash: null, stderr_hash: null, diff_hash: null };
    await trx.insertInto("actions").values({ ...old, ...again, ...unlooked }).execute();
  }
}

async function skip(
  trx: Transact,
  loop: number,
  ids: number[],
  { reason, clock }: { reason: string; clock: Clock },
): Promise<void> {
  const result = { changed: false, skipped: true, skip_reason: reason };
  await finishActions(trx, loop, ids.map((id) => ({ id, status: "skipped", result })), { clock });
}

const askRunning = builtOnce(
  ["iteration"],
  (trx, { iteration }: { iteration: number }) =>
    trx.selectFrom("actions").select("id").where("iteration_id", "=", iteration).where("status", "=", "running"),
);

/** Except those on hosts that are `away`: they end when these are back, or with the run. */
async function demandNoneRunning(trx: Transact, row: IterationTableRow, away: readonly number[] = []): Promise<void> {
  const running = (await askRunning(trx, { iteration: row.id })).find(({ id }) => !away.includes(id));
  if (running === undefined) return;
  throw new Error(`Iteration ${row.n} of loop ${row.loop_id} cannot be closed: action ${running.id} is still running`);
}
