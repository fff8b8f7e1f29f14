// What may be done: every action of every decision passes here before it reaches a host.
import type { Action } from "../model/action.ts";
import type { Judged } from "../model/verdict.ts";
import { defaultVerdict } from "./default_verdict.ts";
import { allowing, type Fit, leavesAlone, stops, Subject } from "./match.ts";
import type { Policy, PolicyRule } from "./policy.ts";
import type { Terms } from "./terms.ts";

export type { Terms };

/**
 * Judges actions, each on its own, in order: what denies before what asks before what allows, then what holds without a file. Where only the host will
 * know whether a rule that denies is for an action, it is asked for; a look is never asked for, but refused.
 */
export function judge(actions: readonly Action[], policy: Policy, terms: Terms): Judged[] {
  return actions.map((action) => ({ action, ...verdictOf(action, policy, terms) }));
}

function verdictOf(action: Action, { rules }: Policy, terms: Terms): Omit<Judged, "action"> {
  if (rules.length === 0) return defaultVerdict(action, terms);
  const subject = new Subject(action, terms);
  let perhaps: { rule: PolicyRule; fit: Fit & { is: "maybe" } } | undefined;
  for (const rule of rules.filter(({ decision }) => decision === "deny")) {
    const fit = stops(rule, subject);
    if (fit.is === "yes") return said("deny", rule, reasonOf(rule, "a rule denies it"));
    if (fit.is === "maybe") perhaps ??= { rule, fit };
  }
  for (const rule of rules.filter(({ decision }) => decision === "ask")) {
    const fit = stops(rule, subject);
    if (fit.is === "yes" && !leavesAlone(rule, subject)) {
      return asking(terms, rule, reasonOf(rule, "a rule asks for it"));
    }
    if (fit.is === "maybe") perhaps ??= { rule, fit };
  }
  if (perhaps !== undefined) {
    const { rule, fit } = perhaps;
    const reason = reasonOf(rule, rule.decision === "deny" ? "a rule may deny it" : "a rule may ask for it");
    return asking(terms, rule, `${reason} (whether it is meant cannot be told: ${fit.why})`);
  }
  const allowed = allowing(rules.filter(({ decision }) => decision === "allow"), subject);
  const usual = defaultVerdict(action, terms);
  // A look that is not known to read only is one where a rule says so in so many words.
  if (allowed === undefined || terms.as === "look" && allowed.match.as === undefined) return usual;
  return said("allow", allowed, reasonOf(allowed, "a rule allows it"));
}

function asking({ as }: Terms, rule: PolicyRule, reason: string): Omit<Judged, "action"> {
  return as === "deed" ? said("ask", rule, reason) : said("deny", rule, `a look is never asked for: ${reason}`);
}

function said(verdict: Judged["verdict"], { place }: PolicyRule, reason: string): Omit<Judged, "action"> {
  return { verdict, reason, place };
}

function reasonOf({ reason }: PolicyRule, otherwise: string): string {
  return reason ?? otherwise;
}
