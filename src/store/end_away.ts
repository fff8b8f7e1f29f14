// The end of a run for what still runs on hosts that are away: nobody will ask them any more.
import type { Clock } from "../ports/clock.ts";
import { builtOnce } from "./built_once.ts";
import { finishActions } from "./settle_actions.ts";
import type { LoopRow, Transact } from "./tables.ts";

const askRunning = builtOnce(
  ["loop", "run"],
  (trx, { loop, run }: { loop: number; run: number }) =>
    trx.selectFrom("iterations").innerJoin("actions", "actions.iteration_id", "iterations.id").select("actions.id")
      .where("iterations.loop_id", "=", loop).where("iterations.run", "=", run)
      .where("iterations.completed_at", "is not", null).where("actions.status", "=", "running"),
);

/** Running actions in closed iterations of the current run become interrupted: whether they were done is not known. `why` is the end of the run. */
export async function endAway(trx: Transact, row: LoopRow, why: string, clock: Clock): Promise<void> {
  const running = await askRunning(trx, { loop: row.id, run: row.run });
  const result = { changed: false, msg: `its host was away until ${why}: what became of it was never found out` };
  await finishActions(
    trx,
    row.id,
    running.map(({ id }) => ({ id, status: "interrupted" as const, result })),
    { clock },
  );
}
