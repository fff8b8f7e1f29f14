// Drift: a continuous loop that had converged finds a difference although its files are the same. Written with the deed that puts it right.
import { sql } from "kysely";
import type { Difference } from "../ports/journal.ts";
import type { Clock } from "../ports/clock.ts";
import { tell } from "./feed.ts";
import { fromColumn, toColumn } from "./json_column.ts";
import { shortenedDiff } from "./long_outputs.ts";
import { sourcesOfRun } from "./sources_column.ts";
import type { Transact } from "./tables.ts";
import type { DriftsTable } from "./tables_beside.ts";
import { timestamp } from "./timestamp.ts";

/** Characters of a diff that a drift keeps: it outlives the whole one. */
const MOST_OF_DIFF = 4096;

/** The columns of a difference. */
type Found = Pick<DriftsTable, "host" | "name" | "module"> & {
  task: string | null;
  item: string | null;
  diff: string | null;
};

/**
 * Whether a difference that a run meets now is drift: every run up to it had converged, no pass of it has come to its end yet (what it
 * changed itself is no drift), and each file that it has read so far is what the last converged run read.
 */
export async function wouldBeDrift(trx: Transact, { loop, run }: { loop: number; run: number }): Promise<boolean> {
  const row = await trx.selectFrom("loops").select(["mode", "converged_since", "converged_files", "sources"])
    .where("id", "=", loop).executeTakeFirstOrThrow();
  if (row.mode !== "continuous" || row.converged_since === null) return false;
  const passed = await trx.selectFrom("iterations").select("id").where("loop_id", "=", loop).where("run", "=", run)
    .where("phase", "=", "completed").limit(1).executeTakeFirst();
  if (passed !== undefined) return false;
  const read = sourcesOfRun(row.sources, run);
  if (read === null) return true;
  const before = fromColumn<Record<string, string>>(row.converged_files) ?? {};
  return Object.entries(read.files).every(([path, hash]) => before[path] === hash);
}

/** A deed's difference. The same one, still open (an earlier deed failed), is the same drift. */
export async function noteDrift(
  trx: Transact,
  at: { loop: number; run: number; action: number | null },
  found: Found,
  clock: Clock,
): Promise<number> {
  const now = timestamp(clock);
  const diff = found.diff === null || found.diff.length <= MOST_OF_DIFF ? found.diff : shortenedDiff(found.diff);
  const open = await trx.selectFrom("drifts").select("id").where("loop_id", "=", at.loop)
    .where("corrected_at", "is", null).where("host", "=", found.host)
    .where(sql<boolean>`task is ${found.task}`).where(sql<boolean>`item is ${found.item}`)
    // A decision has no tasks: what it does is known by its words.
    .$if(found.task === null, (query) => query.where("name", "=", found.name).where("module", "=", found.module))
    .executeTakeFirst();
  if (open !== undefined) {
    await trx.updateTable("drifts").set({ last_seen_at: now, diff, action_id: at.action })
      .where("id", "=", open.id).execute();
    return open.id;
  }
  const { insertId } = await trx.insertInto("drifts").values({
    loop_id: at.loop,
    run: at.run,
    host: found.host,
    task: found.task,
    name: found.name,
    module: found.module,
    item: found.item,
    diff,
    first_seen_at: now,
    last_seen_at: now,
    action_id: at.action,
  }).executeTakeFirst();
  const id = Number(insertId);
  const { host, name, module } = found;
  await tell(trx, { loop: at.loop, kind: "drift", about: id, data: { host, name, module } }, clock);
  return id;
}

/** The deed is done: its drift, if it was one, is put right. */
export async function correctDrift(trx: Transact, loop: number, action: number, clock: Clock): Promise<void> {
  const open = await trx.selectFrom("drifts").select(["id", "host", "name"]).where("loop_id", "=", loop)
    .where("corrected_at", "is", null).where("action_id", "=", action).execute();
  await close(trx, { loop, action }, open, clock);
}

/** A pass came to its end: what it did not meet any more is put right, by whom ever. `seen` are the drifts that it met. */
async function closeUnseen(trx: Transact, loop: number, seen: readonly number[], clock: Clock): Promise<void> {
  const open = await trx.selectFrom("drifts").select(["id", "host", "name"]).where("loop_id", "=", loop)
    .where("corrected_at", "is", null).execute();
  await close(trx, { loop, action: null }, open.filter(({ id }) => !seen.includes(id)), clock);
}

async function close(
  trx: Transact,
  by: { loop: number; action: number | null },
  open: { id: number; host: string; name: string }[],
  clock: Clock,
): Promise<void> {
  if (open.length > 0) await beginAnew(trx, by.loop, clock);
  for (const { id, host, name } of open) {
    await trx.updateTable("drifts").set({ corrected_at: timestamp(clock) }).where("id", "=", id).execute();
    const data = { host, name, action: by.action };
    await tell(trx, { loop: by.loop, kind: "drift corrected", about: id, data }, clock);
  }
}

/** What a drift has broken is whole again from now on: before, it was not. */
async function beginAnew(trx: Transact, loop: number, clock: Clock): Promise<void> {
  await trx.updateTable("loops").set({ converged_since: timestamp(clock) }).where("id", "=", loop)
    .where("converged_since", "is not", null).execute();
}

/** A difference that was only looked at, as columns. */
function columnsOfDifference({ host, task, name, module, item, diff }: Difference): Found {
  return { host, task, name, module, item: toColumn(item), diff: toColumn(diff) };
}

/**
 * What the end of a pass says of drift; called before the pass is closed. A dry run's pass that found nothing is what later ones are
 * compared with. After one that was cut short nothing is known.
 */
export async function driftOfPass(
  trx: Transact,
  { loop, run }: { loop: number; run: number },
  closing: { phase: string; converged: boolean; differences?: Difference[] },
  clock: Clock,
): Promise<void> {
  if (closing.phase !== "completed") return;
  const { differences } = closing;
  if (differences === undefined) return closing.converged ? await closeUnseen(trx, loop, [], clock) : undefined;
  const seen: number[] = [];
  if (differences.length > 0 && await wouldBeDrift(trx, { loop, run })) {
    for (const difference of differences) {
      seen.push(await noteDrift(trx, { loop, run, action: null }, columnsOfDifference(difference), clock));
    }
  }
  await closeUnseen(trx, loop, seen, clock);
  if (differences.length === 0) await rememberSame(trx, { loop, run }, clock);
}

async function rememberSame(trx: Transact, { loop, run }: { loop: number; run: number }, clock: Clock): Promise<void> {
  const row = await trx.selectFrom("loops").select(["converged_since", "sources"]).where("id", "=", loop)
    .executeTakeFirstOrThrow();
  await trx.updateTable("loops").set({
    converged_since: row.converged_since ?? timestamp(clock),
    converged_files: toColumn(sourcesOfRun(row.sources, run)?.files),
  }).where("id", "=", loop).execute();
}
