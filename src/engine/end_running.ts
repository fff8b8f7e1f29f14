// Ends what an earlier worker left running, where a human wants it stopped.
import { HostUnreachable, ReceiptRefused, ShellBroken } from "../model/errors.ts";
import type { Iteration } from "../model/iteration.ts";
import { resumePoint } from "./resume_point.ts";
import { settleRunning } from "./settle_running.ts";
import type { Charge, World } from "./world.ts";

/** Ends the commands of the open iteration, and writes their ends down. What runs on a host that cannot be asked stays as it is. */
export async function endRunning(run: readonly Iteration[], charge: Charge, world: World): Promise<void> {
  const { running } = resumePoint(run);
  try {
    const { finishes } = await settleRunning(running, { charge, world, end: true });
    if (finishes.length > 0) await world.journal.finishAction(finishes);
  } catch (error) {
    const cannotAsk = error instanceof HostUnreachable || error instanceof ReceiptRefused ||
      error instanceof ShellBroken;
    if (!cannotAsk) throw error;
  }
}
