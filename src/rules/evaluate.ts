// One rule on every host that it is for.
import { InputError, TemplateError } from "../model/errors.ts";
import type { Rule } from "../model/rule.ts";
import type { Scope } from "../model/value.ts";
import { holds } from "../templates/template.ts";
import { absence, looksOf, type Situation } from "./situation.ts";

/** What came of it. */
export interface Evaluated {
  /** The hosts that the rule is for. */
  meant: string[];
  /** Of these, those on which its condition holds. */
  holding: string[];
  /** Those on which it cannot be evaluated, each with the reason. */
  errors: { host: string; why: string }[];
}

/** Evaluates a rule's condition. A host that did not answer is an error, whatever the condition says of what is not there. */
export function evaluate(rule: Rule, situation: Situation, scopeOf: (host: string) => Scope): Evaluated {
  const evaluated: Evaluated = { meant: [], holding: [], errors: [] };
  try {
    evaluated.meant = hostsFor(rule, situation);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { ...evaluated, errors: [{ host: rule.hosts ?? "all", why: error.message }] };
  }
  for (const host of evaluated.meant) {
    const away = absence(looksOf(situation, host));
    if (away !== undefined) evaluated.errors.push({ host, why: `it did not answer: ${away}` });
    else {
      try {
        if (holds(rule.when, scopeOf(host))) evaluated.holding.push(host);
      } catch (error) {
        if (!(error instanceof TemplateError)) throw error;
        evaluated.errors.push({ host, why: error.message });
      }
    }
  }
  return evaluated;
}

/** The loop's hosts that a pattern names; all of them without one. Throws InputError. */
export function hostsFor({ hosts: pattern }: { hosts?: string | undefined }, { hosts, select }: Situation): string[] {
  const names = hosts.map(({ name }) => name);
  if (pattern === undefined) return names;
  const chosen = new Set(select(pattern));
  return names.filter((name) => chosen.has(name));
}
