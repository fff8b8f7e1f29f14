// Drift of a goal in words: a continuous loop that had converged is found to need something, although its goal is the same.
import type { LoopOptions } from "../model/loop.ts";
import type { Clock } from "../ports/clock.ts";
import { builtOnce } from "./built_once.ts";
import { noteDrift } from "./drift.ts";
import { fromColumn } from "./json_column.ts";
import { sourcesOfRun } from "./sources_column.ts";
import type { Transact } from "./tables.ts";

/** A decided action that was started, or has changed something. */
export interface DecidedDeed {
  id: number;
  run: number;
  host: string;
  name: string;
  module: string;
  item: string | null;
  diff: string | null;
}

/**
 * Written with the start of an action whose look found a difference, and with the end of one that changed something without it (a plain command). It is
 * drift where every run up to this one had converged on the same goal and no whole iteration of this run has changed anything yet: what a run does
 * after that may mend what it did itself.
 */
export async function noteDriftInWords(trx: Transact, loop: number, deed: DecidedDeed, clock: Clock): Promise<void> {
  const [known] = await askNoted(trx, { loop, action: deed.id });
  if (known !== undefined || !await wouldBeDrift(trx, loop, deed.run)) return;
  const { id, run, ...found } = deed;
  await noteDrift(trx, { loop, run, action: id }, { ...found, task: null }, clock);
}

const askNoted = builtOnce(
  ["loop", "action"],
  (trx, { loop, action }: { loop: number; action: number }) =>
    trx.selectFrom("drifts").select("id").where("loop_id", "=", loop).where("corrected_at", "is", null)
      .where("action_id", "=", action),
);

const askChanged = builtOnce(
  ["loop", "run"],
  (trx, { loop, run }: { loop: number; run: number }) =>
    trx.selectFrom("iterations").innerJoin("actions", "actions.iteration_id", "iterations.id").select("actions.id")
      .where("iterations.loop_id", "=", loop).where("iterations.run", "=", run)
      .where("iterations.phase", "=", "completed").where("actions.changed", "=", 1).limit(1),
);

async function wouldBeDrift(trx: Transact, loop: number, run: number): Promise<boolean> {
  const row = await trx.selectFrom("loops").select(["converged_since", "converged_files", "sources", "options"])
    .where("id", "=", loop).executeTakeFirstOrThrow();
  if (row.converged_since === null) return false;
  const [changed] = await askChanged(trx, { loop, run });
  if (changed !== undefined) return false;
  const goal = fromColumn<LoopOptions>(row.options)?.goalFile;
  const read = goal === undefined ? undefined : sourcesOfRun(row.sources, run)?.files[goal];
  return read === undefined || fromColumn<Record<string, string>>(row.converged_files)?.[goal!] === read;
}
