// How a rule stands, and how often it has decided, in words.
import type { Rule } from "../model/rule.ts";
import type { RuleUse } from "../ports/archive.ts";
import { counted } from "./counted.ts";
import { ago } from "./moment.ts";

/** `2 times, last 3 min ago`: how often a rule has decided. `now` is ms since 1970. */
export function useWords({ decided, lastAt }: RuleUse, now: number): string {
  return `${counted(decided, "time")}, last ${ago(lastAt, now)}`;
}

/** What a status means. */
export const STANDING: Record<Rule["status"], string> = {
  active: "it acts",
  proposed: "proposed: it does nothing until it is approved",
  disabled: "disabled: it does nothing",
};
