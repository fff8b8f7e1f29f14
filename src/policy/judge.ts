// What may be done: every action of every decision passes here before it reaches a host.
import type { Action } from "../model/action.ts";

/** allow, ask a human first, or never. */
export type Verdict = "allow" | "ask" | "deny";

/** What may not be done and what must be asked. There are no policy files yet: what a human wrote in a playbook is allowed. */
export type Policy = { kind: "allow all" };

/** An action with its verdict and the rule that gave it. */
export interface Judged {
  action: Action;
  verdict: Verdict;
  reason: string;
}

/** Judges actions, each on its own. */
export function judge(actions: readonly Action[], _policy: Policy): Judged[] {
  return actions.map((action) => ({ action, verdict: "allow", reason: "there is no policy" }));
}
