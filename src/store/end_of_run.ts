// The end of a run: what the loop remembers of it, and quiet runs joined into one row.
import type { LoopOptions } from "../model/loop.ts";
import type { Clock } from "../ports/clock.ts";
import { fromColumn, toColumn } from "./json_column.ts";
import { sourcesOfRun } from "./sources_column.ts";
import type { IterationTableRow, LoopRow, Transact } from "./tables.ts";
import { timestamp } from "./timestamp.ts";

/** Rows of the feed that a quiet run leaves. */
const ROUTINE = ["claimed", "waiting", "iteration opened", "iteration closed"];

/** Columns of a loop whose run has just ended. Its files are part of what has converged. */
export function afterRun(row: LoopRow, status: "completed" | "failed" | "blocked", clock: Clock): Partial<LoopRow> {
  const now = timestamp(clock);
  switch (status) {
    case "completed": {
      // A dry run converges when it finds nothing: the journal, which knows, has written so as it closed the pass.
      if (isDry(row)) return { last_run_at: now, failures: 0 };
      const files = sourcesOfRun(row.sources, row.run)?.files ?? {};
      return {
        last_run_at: now,
        failures: 0,
        converged_since: isAnother(fromColumn(row.converged_files) ?? {}, files) ? now : row.converged_since ?? now,
        converged_files: toColumn(files),
      };
    }
    case "failed":
      return { last_run_at: now, failures: row.failures + 1, converged_since: null, converged_files: null };
    case "blocked":
      return { last_run_at: now };
  }
}

/** Whether other things are wanted now: a file that was read before is not what it was. */
function isAnother(before: Record<string, string>, files: Record<string, string>): boolean {
  return Object.entries(files).some(([path, hash]) => Object.hasOwn(before, path) && before[path] !== hash);
}

/**
 * Joins a run in which one fresh pass found nothing to do to the quiet ones right before it: their row counts it, and its own is
 * taken away with its rows of the feed. Returns whether the run was quiet, joined or not.
 */
export async function joinQuietRun(trx: Transact, row: LoopRow): Promise<boolean> {
  const dry = isDry(row);
  const quiet = await quietPass(trx, row.id, { run: row.run, dry });
  if (quiet === undefined) return false;
  const before = await trx.selectFrom("iterations").select("run").where("loop_id", "=", row.id)
    .where("n", "<", quiet.n).orderBy("n", "desc").limit(1).executeTakeFirst();
  const kept = typeof before?.run === "number" ? await quietPass(trx, row.id, { run: before.run, dry }) : undefined;
  // What a dry run found is news the first time.
  if (dry && kept?.observations !== quiet.observations) return false;
  const said = await findingsOf(trx, quiet.id);
  // What rules say of a run is news where it is not what they said of the one before.
  if (kept !== undefined && await findingsOf(trx, kept.id) !== said) return false;
  if (kept === undefined) return said === NOTHING;
  const { completed_at: last_at, observations, counts } = quiet;
  await trx.updateTable("iterations").set({ repeats: kept.repeats + 1, last_at, observations, counts })
    .where("id", "=", kept.id).execute();
  await trx.deleteFrom("rule_results").where("iteration_id", "=", quiet.id).execute();
  await trx.deleteFrom("iterations").where("id", "=", quiet.id).execute();
  const end = await trx.selectFrom("events").select("id").where("loop_id", "=", row.id)
    .where("kind", "=", "iteration closed").where("about", "=", kept.id).orderBy("id", "desc").limit(1)
    .executeTakeFirst();
  await trx.deleteFrom("events").where("loop_id", "=", row.id).where("id", ">", end?.id ?? 0)
    .where("kind", "in", ROUTINE).execute();
  return true;
}

function isDry(row: LoopRow): boolean {
  return fromColumn<LoopOptions>(row.options)?.dryRun === true;
}

const NOTHING = "[]";

/** What the rules said in an iteration, for comparing. */
async function findingsOf(trx: Transact, iteration: number): Promise<string> {
  const rows = await trx.selectFrom("rule_results").select([
    "rule_name",
    "condition",
    "outcome",
    "hosts",
    "approved",
    "decided",
  ])
    .where("iteration_id", "=", iteration).execute();
  return JSON.stringify(rows.map((row) => Object.values(row)));
}

/** A run's only iteration, if it proved convergence (or only looked) and left nothing to tell. */
async function quietPass(
  trx: Transact,
  loop: number,
  { run, dry }: { run: number; dry: boolean },
): Promise<IterationTableRow | undefined> {
  const rows = await trx.selectFrom("iterations").selectAll().where("loop_id", "=", loop).where("run", "=", run)
    .limit(2).execute();
  const [row] = rows;
  if (rows.length !== 1 || row?.phase !== "completed" || row.fresh !== 1) return undefined;
  if (row.converged !== 1 && !dry) return undefined;
  for (const table of ["actions", "prompts", "model_calls"] as const) {
    const left = await trx.selectFrom(table).select("id").where("iteration_id", "=", row.id).limit(1)
      .executeTakeFirst();
    if (left !== undefined) return undefined;
  }
  return row;
}
