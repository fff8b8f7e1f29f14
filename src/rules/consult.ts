// What the rules say of what was seen: free of charge, before a model is asked. Pure.
import type { Decision } from "../model/decision.ts";
import type { Finding, Rule } from "../model/rule.ts";
import { covered } from "./cover.ts";
import type { Situation } from "./situation.ts";
import { weigh } from "./weigh.ts";
export type { Situation } from "./situation.ts";

/** What came of it. */
export interface Consultation {
  /** The decision of the first active rule that fires; or "converged" where active rules cover the goal and none fires; null: somebody else has to decide. */
  decision: Decision | null;
  /** One a rule, in order. */
  findings: Finding[];
}

/**
 * Evaluates every rule that is for this goal, also those that are only proposed; of the active ones whose condition holds somewhere the first fires, on
 * all hosts where it holds. A rule that just fired in vain is passed over.
 */
export function consult(rules: readonly Rule[], situation: Situation): Consultation {
  const weighed = weigh(rules, situation);
  const findings = weighed.map(({ finding }) => finding);
  const fired = weighed.find(({ finding }) => finding.outcome === "fired");
  if (fired === undefined) return { decision: covered(weighed, situation), findings };
  const { rule, finding, actions } = fired;
  const [where = ""] = finding.reasoning.split("; ");
  const why = rule.description === "" ? "" : `: ${rule.description}`;
  const reasoning = `The rule ${rule.name} ${where.replace(/^it /, "")}${why}`;
  return { decision: { kind: "act", reasoning, actions, rule: rule.name }, findings };
}
