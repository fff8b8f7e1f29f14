// A policy file's text, parsed.
import { InputError, type Place } from "../model/errors.ts";
import { type Document, entries, type Entry, items, parseYaml, valueOf, type YamlNode } from "../templates/document.ts";
import type { Match, Policy, PolicyRule } from "./policy.ts";
import { CHOICES, meant, noChoice, unknownKey, VERDICTS } from "./policy_words.ts";

const EXAMPLE = "{ decision: deny, match: { module: shell }, reason: why }";
const KEYS = ["module", "host", "environment", "program", "by", "as"] as const;

/** Parses it. Throws InputError with file, line and column. */
export function parsePolicy(text: string, file: string): Policy {
  const document = parseYaml(text, file);
  const top = entries(document.root);
  if (document.root === null || top === undefined) {
    throw new InputError(
      `A policy is a mapping: write "rules:" and below it "- ${EXAMPLE}"`,
      document.place(document.root),
    );
  }
  let rules: PolicyRule[] = [];
  for (const entry of top) {
    if (entry.key === "tests") continue;
    if (entry.key !== "rules") throw unknownKey(entry, ["rules", "tests"], { of: "a policy", document });
    const list = entry.value === null || isNull(entry.value) ? [] : items(entry.value);
    if (list === undefined) {
      throw new InputError(`rules is a list: write "- ${EXAMPLE}" below it`, document.place(entry.value));
    }
    rules = list.map((node) => ruleOf(node, document));
  }
  if (!top.some(({ key }) => key === "rules")) {
    throw new InputError(
      `A policy has rules: write "rules:" and below it "- ${EXAMPLE}"`,
      document.place(document.root),
    );
  }
  return { file, rules };
}

function ruleOf(node: YamlNode, document: Document): PolicyRule {
  const found = entries(node);
  if (found === undefined) throw new InputError(`A rule is a mapping: write ${EXAMPLE}`, document.place(node));
  const { file, line } = document.place(node);
  let decision: PolicyRule["decision"] | undefined;
  let match: Match | undefined;
  let reason: string | undefined;
  for (const entry of found) {
    if (entry.key === "decision") decision = decisionOf(entry, document);
    else if (entry.key === "match") match = matchOf(entry, document);
    else if (entry.key === "reason") {
      const [text] = textsOf(entry, document);
      if (text !== undefined && text.trim() !== "") reason = text.trim();
    } else throw unknownKey(entry, ["decision", "match", "reason"], { of: "a rule", document });
  }
  if (decision === undefined) {
    throw new InputError("This rule decides nothing: write decision: deny, ask or allow", document.place(node));
  }
  if (match === undefined) {
    throw new InputError(
      `This rule matches nothing: write match: { module: "*" } for everything`,
      document.place(node),
    );
  }
  return { decision, match, ...(reason === undefined ? {} : { reason }), place: `${file}:${line ?? 1}` };
}

function decisionOf(entry: Entry, document: Document): PolicyRule["decision"] {
  const value = entry.value === null ? null : valueOf(entry.value, document);
  const decision = VERDICTS.find((each) => each === value);
  if (decision !== undefined) return decision as PolicyRule["decision"];
  throw new InputError(
    `A decision is deny, ask or allow, not ${shown(value)}${meant(String(value), VERDICTS)}`,
    at(entry, document),
  );
}

function matchOf(entry: Entry, document: Document): Match {
  const found = entry.value === null ? undefined : entries(entry.value);
  if (found === undefined || found.length === 0) {
    const sentence = found === undefined ? "match is a mapping" : "An empty match would be for everything";
    throw new InputError(
      `${sentence}: write { module: shell }, or { module: "*" } for everything`,
      at(entry, document),
    );
  }
  const match: Match = { params: {} };
  for (const each of found) {
    const key = KEYS.find((known) => known === each.key);
    const parameter = /^params?\.(.+)$/s.exec(each.key)?.[1];
    if (key === undefined && parameter === undefined) {
      const hint = each.key.includes(".") ? "" : `; a module's parameter is param.${each.key}`;
      throw unknownKey(each, [...KEYS, "param.NAME"], { of: "a match", document, hint });
    }
    const patterns = textsOf(each, document);
    const choices = CHOICES[each.key];
    for (const pattern of patterns) {
      if (pattern === "" && parameter === undefined) {
        throw new InputError(`${each.key} is empty: write a name or a pattern, or leave it out`, at(each, document));
      }
      if (choices !== undefined && !choices.includes(pattern)) {
        throw new InputError(noChoice(each.key, pattern, choices), at(each, document));
      }
    }
    if (key !== undefined) match[key] = patterns;
    else if (parameter !== undefined) match.params[parameter] = patterns;
  }
  return match;
}

/** A text, or a list of them of which any will do. */
function textsOf(entry: Entry, document: Document): string[] {
  const each = (node: YamlNode | null): string => {
    const value = node === null ? null : valueOf(node, document);
    // As it is written: 0644 is a mode and no number, and "no" a reason.
    if (value !== null && isScalar(node)) return String(node.source ?? value);
    const kind = value === null ? "nothing" : "no text";
    throw new InputError(
      `${entry.key} has ${kind}: write a text, as in ${entry.key}: "web*"`,
      node === null ? document.place(entry.keyNode) : document.place(node),
    );
  };
  const list = entry.key === "reason" || entry.value === null ? undefined : items(entry.value);
  if (list === undefined) return [each(entry.value)];
  if (list.length === 0) {
    throw new InputError(`${entry.key} is an empty list: name what it is for, or leave it out`, at(entry, document));
  }
  return list.map(each);
}

function at(entry: Entry, document: Document): Place {
  return document.place(entry.value === null || isNull(entry.value) ? entry.keyNode : entry.value);
}

function isScalar(node: YamlNode | null): node is YamlNode & { source?: string } {
  return node !== null && "source" in node && "value" in node;
}

function isNull(node: YamlNode): boolean {
  return "value" in node && node.value === null;
}

function shown(value: unknown): string {
  return value === null ? "nothing" : typeof value === "object" ? "a list or mapping" : `"${value}"`;
}
