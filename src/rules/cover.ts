// Whether rules alone can say that a goal is reached.
import type { Decision } from "../model/decision.ts";
import { hostsFor } from "./evaluate.ts";
import { ownView } from "./own_looks.ts";
import { hasAnswer, looksOf, type Situation } from "./situation.ts";
import type { Weighed } from "./weigh.ts";

/**
 * "Converged" where active rules are for this very goal, each was evaluated on all of its hosts with every look of its own answered, none holds, and none of
 * the active rules has just fired in vain; otherwise null.
 */
export function covered(weighed: readonly Weighed[], situation: Situation): Decision | null {
  const active = weighed.filter(({ rule }) => rule.status === "active");
  if (active.some(({ finding }) => finding.outcome === "skipped")) return null;
  const covering = active.filter(({ rule }) => rule.goal !== undefined);
  if (covering.length === 0 || !covering.every((each) => isQuiet(each, situation))) return null;
  const names = covering.map(({ rule }) => rule.name);
  const hosts = new Set(covering.flatMap(({ evaluated }) => evaluated.meant));
  const [first = ""] = names;
  const rules = names.length === 1 ? `the rule ${first} covers` : `the rules ${names.join(", ")} cover`;
  const where = hosts.size === 1 ? [...hosts].join() : `${hosts.size} hosts`;
  return {
    kind: "converged",
    reasoning: `Nothing is missing: ${rules} this goal, and what was seen on ${where} asks for nothing`,
    rule: first,
  };
}

function isQuiet({ rule, evaluated, finding }: Weighed, whole: Situation): boolean {
  const situation = ownView(rule, whole);
  if (finding.outcome !== "no match" || evaluated.meant.length === 0) return false;
  return rule.observe.every(({ name, hosts = rule.hosts }) =>
    hostsFor({ hosts }, situation).every((host) => hasAnswer(looksOf(situation, host)[name]))
  );
}
