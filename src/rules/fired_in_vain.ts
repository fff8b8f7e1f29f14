// A rule that fired a moment ago and whose condition holds still: to fire again would be to do the same in circles.
import type { Action } from "../model/action.ts";
import type { Iteration } from "../model/iteration.ts";
import type { Rule } from "../model/rule.ts";

/**
 * The iteration in which a rule did already what it would do now, where nobody has acted since; undefined where it may fire. On a host of its own an action
 * counts by its name and module: its parameters may hold what was seen.
 */
export function firedInVain(
  rule: Pick<Rule, "name">,
  actions: readonly Action[],
  run: readonly Iteration[],
): Iteration | undefined {
  const last = run.findLast(({ decision }) => decision?.kind === "act");
  const decision = last?.decision;
  if (decision?.kind !== "act" || last?.decidedBy !== "rule" || decision.rule !== rule.name) return undefined;
  const done = new Set(decision.actions.map(placeOf));
  return actions.some((action) => done.has(placeOf(action))) ? last : undefined;
}

function placeOf({ host, module, name }: Action): string {
  return JSON.stringify([host, module, name]);
}
