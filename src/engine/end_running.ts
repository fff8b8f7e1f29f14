// Ends what an earlier worker left running, where a human wants it stopped.
import { FORKS } from "../model/forks.ts";
import { ReceiptRefused } from "../model/errors.ts";
import type { Iteration } from "../model/iteration.ts";
import { fanOut } from "./fan_out.ts";
import { resumePoint } from "./resume_point.ts";
import { settleRunning } from "./settle_running.ts";
import type { Charge, World } from "./world.ts";

/** Ends the commands that run, and writes their ends down. What runs on a host that cannot be asked stays as it is. */
export async function endRunning(run: readonly Iteration[], charge: Charge, world: World): Promise<void> {
  const finishes = await fanOut(resumePoint(run).running, FORKS, async (action) => {
    try {
      return (await settleRunning([action], { charge, world, end: true })).finishes;
    } catch (error) {
      if (!(error instanceof ReceiptRefused)) throw error;
      return [];
    }
  });
  if (finishes.flat().length > 0) await world.journal.finishAction(finishes.flat());
}
