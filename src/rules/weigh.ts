// Each rule on what was seen: where its condition holds, and what it would do about it.
import type { Action } from "../model/action.ts";
import { TemplateError } from "../model/errors.ts";
import type { Finding, Rule } from "../model/rule.ts";
import type { Scope } from "../model/value.ts";
import { concerns } from "./concerns.ts";
import { evaluate, type Evaluated } from "./evaluate.ts";
import { firedInVain } from "./fired_in_vain.ts";
import { ownView } from "./own_looks.ts";
import { actionsOf } from "./rule_actions.ts";
import { scopesOf, type Situation } from "./situation.ts";
import { tellingPart } from "./telling_part.ts";

/** A rule with what it came to. */
export interface Weighed {
  rule: Rule;
  evaluated: Evaluated;
  finding: Finding;
  /** What it would do, whatever its status; empty where its condition holds nowhere. */
  actions: Action[];
}

/** Every rule that is for the goal, with its finding and what it would do. */
export function weigh(rules: readonly Rule[], situation: Situation): Weighed[] {
  const shared = kept(scopesOf(situation));
  let winner: Rule | undefined;
  return rules.filter((rule) => concerns(rule, situation.goal)).map((rule) => {
    const own = ownView(rule, situation);
    const scopeOf = own === situation ? shared : kept(scopesOf(own));
    const weighed = weighOne(rule, { situation: own, scopeOf, winner });
    if (weighed.finding.outcome === "fired") winner = rule;
    return weighed;
  });
}

/** Made once a host. */
function kept(make: (host: string) => Scope): (host: string) => Scope {
  const scopes = new Map<string, Scope>();
  return (host) => {
    const scope = scopes.get(host) ?? make(host);
    scopes.set(host, scope);
    return scope;
  };
}

function weighOne(
  rule: Rule,
  { situation, scopeOf, winner }: {
    situation: Situation;
    scopeOf: (host: string) => Scope;
    winner: Rule | undefined;
  },
): Weighed {
  const evaluated = evaluate(rule, situation, scopeOf);
  const approved = rule.status === "active";
  const finding = (outcome: Finding["outcome"], reasoning: string): Finding => ({
    rule: rule.name,
    condition: rule.when,
    outcome,
    approved,
    hosts: evaluated.holding,
    reasoning: [reasoning, ...unknown(evaluated)].join("; "),
  });
  const { meant, holding, errors } = evaluated;
  if (holding.length === 0) {
    const none = meant.length === 0 ? "it is for none of the hosts" : `it does not hold on ${named(meant)}`;
    return errors.length > 0
      ? { rule, evaluated, finding: finding("error", "its condition cannot be evaluated everywhere"), actions: [] }
      : { rule, evaluated, finding: finding("no match", none), actions: [] };
  }
  let actions: Action[];
  try {
    actions = actionsOf(rule, holding, scopeOf);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { rule, evaluated, finding: finding("error", error.message), actions: [] };
  }
  const stranger = strange(actions, situation);
  if (stranger !== undefined) return { rule, evaluated, finding: finding("error", stranger), actions: [] };
  const where = `it holds on ${named(holding)}${told(rule, scopeOf(holding[0] ?? ""))}`;
  const end = (outcome: Finding["outcome"], sentence: string): Weighed => ({
    rule,
    evaluated,
    finding: finding(outcome, sentence),
    actions,
  });
  if (!approved) return end("matched", `${where}, and does nothing before it is approved`);
  const vain = firedInVain(rule, actions, situation.run);
  if (vain !== undefined) return end("skipped", `${where} still, though it fired in iteration ${vain.n}`);
  if (winner !== undefined) return end("matched", `${where}; ${winner.name} came first`);
  return end("fired", where);
}

/** The part of the condition that holds, in parentheses; nothing for one that is no short line. */
function told({ when }: Rule, scope: Scope): string {
  const part = tellingPart(when, scope);
  return part.length > 100 || part.includes("\n") ? "" : ` (${part})`;
}

/** An action for a host that the loop does not have. */
function strange(actions: readonly Action[], { hosts }: Situation): string | undefined {
  const known = new Set(["localhost", ...hosts.map(({ name }) => name)]);
  const found = actions.find(({ host }) => !known.has(host));
  return found && `its action "${found.name}" is for ${found.host}, which is no host of this loop`;
}

function unknown({ errors }: Evaluated): string[] {
  const most = errors.slice(0, 3).map(({ host, why }) => `${host}: ${why}`);
  return errors.length > 3 ? [...most, `and so on ${errors.length - 3} more hosts`] : most;
}

/** A few hosts by name, of many the first. */
function named(hosts: readonly string[]): string {
  return hosts.length <= 5 ? hosts.join(", ") : `${hosts.slice(0, 4).join(", ")} and ${hosts.length - 4} more`;
}
