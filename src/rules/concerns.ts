// For which goals a rule is there.
import type { Rule } from "../model/rule.ts";

/** Whether a rule is consulted for a goal. Disabled ones are for none. */
export function concerns(rule: Pick<Rule, "goal" | "status">, wanted: string): boolean {
  return rule.status !== "disabled" && isForGoal(rule, wanted);
}

/** Whether a rule is meant for a goal, whatever its status: one without a goal of its own is for every goal. */
export function isForGoal({ goal }: Pick<Rule, "goal">, wanted: string): boolean {
  return goal === undefined || sameGoal(goal, wanted);
}

/** Goals are the same whatever their blanks and line breaks. */
export function sameGoal(one: string, other: string): boolean {
  return words(one) === words(other);
}

function words(goal: string): string {
  return goal.trim().split(/\s+/).join(" ");
}
