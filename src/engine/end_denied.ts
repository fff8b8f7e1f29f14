// Actions of a decision that policy or a human does not let through: written down, counted, told.
import type { ModuleResult } from "../model/plan.ts";
import type { Pending } from "./approve_batch.ts";
import type { Tallies } from "./tally.ts";
import { tellResult } from "./tell_result.ts";
import type { Charge, World } from "./world.ts";

/** Ends them as denied, for this reason, in one commit. */
export async function endDenied(
  denied: readonly Pick<Pending, "action" | "row">[],
  msg: string,
  { tallies, charge, world }: { tallies: Tallies; charge: Charge; world: World },
): Promise<void> {
  const result: ModuleResult = { changed: false, failed: true, msg };
  await world.journal.finishAction(denied.map(({ row }) => ({ id: row.id, status: "denied", result })));
  for (const { action, row } of denied) {
    tallies.note(action, "denied", { result, recorded: false });
    tellResult(action, { id: row.id, outcome: "denied", recorded: false, result, diff: [] }, { charge, world });
  }
}
