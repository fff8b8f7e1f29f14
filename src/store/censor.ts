// What is written instead of what a playbook's `no_log` hides.
import type { JsonObject } from "../model/json.ts";
import type { ModuleResult } from "../model/plan.ts";

const CENSORED = "the output has been hidden due to the fact that 'no_log: true' was specified for this result";

/** What readers and later steps of a resumed pass still need: how it came out, not what it said. */
const KEPT = ["changed", "failed", "skipped", "unreachable", "rc"];

/** Instead of an action's parameters. */
export function censoredParams(): JsonObject {
  return { censored: CENSORED };
}

/** Instead of a result. */
export function censoredResult(result: ModuleResult): ModuleResult {
  const kept = Object.entries(result).filter(([name]) => KEPT.includes(name));
  return { ...Object.fromEntries(kept), changed: result.changed, censored: CENSORED };
}
