// What may be done: every action of every decision passes here before it reaches a host.
import type { Action } from "../model/action.ts";
import type { DecidedBy } from "../model/decision.ts";
import type { Judged } from "../model/verdict.ts";
import type { Policy } from "./policy.ts";

/** For whom, and as what, an action is judged. */
export interface Terms {
  /** Who decided it. */
  by: DecidedBy;
  /** A look may only read. */
  as: "look" | "deed";
  /** `--environment`. */
  environment?: string | undefined;
  /** A host's groups: `host:` in a rule matches these, too. */
  groups?(host: string): readonly string[];
}

/** Judges actions, each on its own, in order. */
export function judge(actions: readonly Action[], _policy: Policy, _terms: Terms): Judged[] {
  return actions.map((action) => ({ action, verdict: "allow", reason: "there is no policy" }));
}
