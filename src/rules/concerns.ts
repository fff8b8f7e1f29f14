// For which goals a rule is there.
import type { Rule } from "../model/rule.ts";

/** Whether a rule is consulted for a goal: one without a goal of its own is for every goal. Disabled ones are for none. */
export function concerns({ goal, status }: Pick<Rule, "goal" | "status">, wanted: string): boolean {
  return status !== "disabled" && (goal === undefined || sameGoal(goal, wanted));
}

/** Goals are the same whatever their blanks and line breaks. */
export function sameGoal(one: string, other: string): boolean {
  return words(one) === words(other);
}

function words(goal: string): string {
  return goal.trim().split(/\s+/).join(" ");
}
