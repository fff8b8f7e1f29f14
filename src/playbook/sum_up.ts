// A loop's registered result, as Ansible's.
import type { RecordedResult } from "../model/action.ts";
import type { JsonObject } from "../model/json.ts";
import type { ModuleResult } from "../model/plan.ts";
import { toPlain } from "../templates/value.ts";
import type { LoopTurn } from "./errand.ts";

/** What a task came to for one item. */
export interface ItemResult extends RecordedResult {
  turn: LoopTurn | undefined;
  notify: string[];
}

/** Each item's result with the item under its name, and what they come to together. */
export function sumUp(results: readonly ItemResult[]): ModuleResult {
  const each = results.map(({ result, turn }) => ({ ...result, ...namesIn(turn) }) as ModuleResult);
  const failures = each.some((result) => result["failed"] === true);
  const skips = each.every((result) => result["skipped"] === true);
  return {
    results: each,
    changed: each.some((result) => result.changed),
    failed: failures,
    skipped: skips,
    ...(each.some((result) => result["unreachable"] === true) ? { unreachable: true } : {}),
    msg: skips ? "All items skipped" : failures ? "One or more items failed" : "All items completed",
  };
}

function namesIn(turn: ItemResult["turn"]): JsonObject {
  return turn === undefined ? {} : toPlain(turn.names) as JsonObject;
}
