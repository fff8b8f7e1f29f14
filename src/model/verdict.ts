// What policy says of an action.
import type { Action } from "./action.ts";

/** allow, ask a human first, or never. */
export type Verdict = "allow" | "ask" | "deny";

/** An action with its verdict and the rule that gave it. */
export interface Judged {
  action: Action;
  verdict: Verdict;
  /** A sentence: the rule's reason, or what the policy says where no rule matches. */
  reason: string;
  /** Where the rule stands (`policy.yml:12`); absent for what holds without a file. */
  place?: string;
}
