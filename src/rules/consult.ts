// What the rules say of what was seen: free of charge, before a model is asked. Pure.
import type { Decision } from "../model/decision.ts";
import type { Iteration, Observations } from "../model/iteration.ts";
import type { JsonObject } from "../model/json.ts";
import type { State } from "../model/resource.ts";
import type { Finding, Rule } from "../model/rule.ts";

/** What rules are evaluated on. */
export interface Situation {
  goal: string;
  /** The loop's hosts, those that decisions have added included. */
  hosts: readonly { name: string; groups: readonly string[]; facts?: JsonObject }[];
  observations: Observations;
  state: State;
  /** The current run so far. */
  run: readonly Iteration[];
}

/** What came of it. */
export interface Consultation {
  /** The decision of the first active rule that fires; or "converged" where active rules cover the goal and none fires; null: somebody else has to decide. */
  decision: Decision | null;
  /** One a rule, in order. */
  findings: Finding[];
}

/** Evaluates every rule that is for this goal, whatever its status; only active ones fire. */
export function consult(_rules: readonly Rule[], _situation: Situation): Consultation {
  return { decision: null, findings: [] };
}
