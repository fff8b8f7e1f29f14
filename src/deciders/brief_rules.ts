// The rules there are, and what they say of what was seen.
import type { Finding, Rule } from "../model/rule.ts";
import { PARTS } from "./brief_limits.ts";
import { data, names, quoted } from "./fence.ts";
import { outline } from "./outline.ts";
import { within } from "./within.ts";

/** Empty where there are no rules. */
export function rulesText(rules: readonly Rule[], findings: readonly Finding[]): string {
  const said = new Map(findings.map((finding) => [finding.rule, finding]));
  return within(rules.map((rule) => ruleText(rule, said.get(rule.name))), PARTS.rules, "rules");
}

function ruleText({ name, status, description, when }: Rule, finding: Finding | undefined): string {
  const said = finding === undefined ? "not for this goal" : finding.outcome;
  const on = finding === undefined || finding.hosts.length === 0 ? "" : ` on ${names(finding.hosts.slice(0, 50))}`;
  const why = finding?.outcome === "error" || finding?.outcome === "skipped" ? { why: finding.reasoning } : {};
  return `- rule ${quoted(name, 200)}, ${status}: ${said}${on}\n${
    data(outline({ description, when, ...why }, 300), 12)
  }`;
}
