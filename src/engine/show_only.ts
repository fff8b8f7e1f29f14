// A dry run of a decision: each action is looked at, told, and ends as skipped.
import type { Outcome } from "../model/event.ts";
import type { ModuleResult, Plan } from "../model/plan.ts";
import type { Pending } from "./approve_batch.ts";
import type { Looked } from "./perform.ts";
import { outcomeOf, type Tallies } from "./tally.ts";
import { tellResult } from "./tell_result.ts";
import { lookBeforeYes } from "./unseen.ts";
import type { Charge, World } from "./world.ts";

/** Looks at all of them; nothing is done. What an earlier one would make possible may look impossible now. */
export async function showOnly(
  pending: readonly Pending[],
  { tallies, world, charge }: { tallies: Tallies; world: World; charge: Charge },
  signal: AbortSignal,
): Promise<void> {
  for (const { row, action, judged } of pending) {
    const looked = await lookBeforeYes(judged, world, signal);
    const { result, outcome, diff } = shown(looked);
    const asked = judged.verdict === "ask" ? { asks: judged.reason } : {};
    await world.journal.finishAction([{
      id: row.id,
      status: "skipped",
      result: { ...result, ...asked, changed: false, skipped: true, would_change: result.changed, msg: "dry run" },
    }]);
    tallies.note(action, outcome, { result, recorded: false });
    tellResult(action, { id: row.id, outcome, recorded: false, result, diff }, { charge, world });
  }
}

function shown(looked: Looked): { result: ModuleResult; outcome: Outcome; diff: (Plan & { kind: "change" })["diff"] } {
  if (looked.kind === "known") return { result: looked.result, outcome: outcomeOf(looked.result), diff: [] };
  const { plan } = looked;
  if (plan.kind !== "change") return { result: plan.result, outcome: outcomeOf(plan.result), diff: [] };
  return { result: plan.result, outcome: plan.cannotTell === true ? "would run" : "changed", diff: plan.diff };
}
