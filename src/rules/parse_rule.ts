// A rule's file, read: every key checked, every mistake with its place.
import { isObject, type JsonObject } from "../model/json.ts";
import type { Rule, RuleAction, RuleStatus } from "../model/rule.ts";
import { Complaints, unknownKey } from "../templates/complaints.ts";
import { entries, type Entry, items, parseYaml, valueOf } from "../templates/document.ts";
import { checkCondition } from "../templates/template_places.ts";
import { toPlain } from "../templates/value.ts";
import { parseCall, type RuleReading, textIn } from "./parse_call.ts";
import { parseLooks, patternIn } from "./parse_looks.ts";

const KEYS = ["name", "description", "goal", "hosts", "observe", "when", "actions", "status", "origin"] as const;
const STATUSES: readonly RuleStatus[] = ["active", "proposed", "disabled"];

/** What a rule may be called: its name is typed, and is the name of its file. */
const RULE_NAME = /^[A-Za-z0-9][\w.-]{0,79}$/;

/** Throws InputError with file, line and column of the first mistake, the others below it. A rule without `status` is active: who writes a file means it. */
export function parseRule(text: string, file: string, terms: Pick<RuleReading, "modules" | "checkPattern">): Rule {
  const document = parseYaml(text, file);
  const complaints = new Complaints();
  const reading: RuleReading = { document, complaints, ...terms };
  const found = entries(document.root);
  if (found === undefined) {
    const sentence = `A rule is a mapping with ${KEYS.join(", ")}: one rule a file`;
    complaints.add(sentence, document.place(document.root));
    complaints.throwIfAny();
  }
  const keys = new Map((found ?? []).map((entry) => [entry.key, entry]));
  for (const { key, keyNode } of found ?? []) {
    if (!(KEYS as readonly string[]).includes(key)) {
      complaints.add(unknownKey(key, "rule", KEYS), document.place(keyNode));
    }
  }
  const lacking = ["name", "when", "actions"].filter((key) => !keys.has(key));
  if (lacking.length > 0) {
    complaints.add(`A rule needs ${lacking.map((key) => `"${key}"`).join(" and ")}`, document.place(document.root));
  }
  const goal = textIn(keys.get("goal"), reading);
  const hosts = patternIn(keys.get("hosts"), reading);
  const observe = keys.get("observe");
  const rule: Rule = {
    name: nameIn(keys.get("name"), reading),
    description: textIn(keys.get("description"), reading) ?? "",
    ...(goal === undefined ? {} : { goal }),
    ...(hosts === undefined ? {} : { hosts }),
    observe: observe === undefined ? [] : parseLooks(observe.value, reading),
    when: conditionIn(keys.get("when"), reading),
    actions: actionsIn(keys.get("actions"), reading),
    status: statusIn(keys.get("status"), reading),
    origin: originIn(keys.get("origin"), reading),
    file,
  };
  complaints.throwIfAny();
  return rule;
}

function nameIn(entry: Entry | undefined, reading: RuleReading): string {
  const name = textIn(entry, reading);
  if (entry === undefined || name === undefined) return "";
  if (!RULE_NAME.test(name)) {
    const sentence = `A rule's name is letters, digits, "-", "_" and ".", at most 80, as in "nginx-answers"`;
    reading.complaints.add(sentence, reading.document.place(entry.value ?? entry.keyNode));
  }
  return name;
}

/** One expression; of a list all must hold. */
function conditionIn(entry: Entry | undefined, reading: RuleReading): string {
  if (entry === undefined) return "";
  const { document, complaints } = reading;
  const parts = items(entry.value) ?? [entry.value];
  const conditions = parts.map((node) => {
    const value = complaints.try(() => toPlain(valueOf(node, document))) ?? null;
    if (typeof value === "boolean") return String(value);
    if (typeof value === "string" && value.trim() !== "") {
      checkCondition(value, { ...entry, value: node }, reading);
      return bare(value);
    }
    complaints.add(
      `"when" is an expression over what was seen, as in "nginx.rc != 0"`,
      document.place(node ?? entry.keyNode),
    );
    return "";
  });
  return conditions.length === 1 ? conditions.join() : conditions.map((each) => `(${each})`).join(" and ");
}

function bare(condition: string): string {
  return (/^\s*\{\{((?:(?!\}\}|\{\{)[\s\S])*)\}\}\s*$/.exec(condition)?.[1] ?? condition).trim();
}

function actionsIn(entry: Entry | undefined, reading: RuleReading): RuleAction[] {
  if (entry === undefined) return [];
  const written = items(entry.value);
  if (written === undefined || written.length === 0) {
    const sentence = 'Actions are a list, as in "- {name: Start nginx, command: systemctl start nginx}"';
    reading.complaints.add(sentence, reading.document.place(entry.value ?? entry.keyNode));
    return [];
  }
  return written.flatMap((node) => {
    const call = parseCall(node, { what: "action", more: ["host"], templated: true }, reading);
    if (call === undefined) return [];
    const { name, module, params, keys } = call;
    const host = textIn(keys.get("host"), reading, { templated: true });
    return [{ name: name ?? module, module, params, ...(host === undefined ? {} : { host }) }];
  });
}

function statusIn(entry: Entry | undefined, reading: RuleReading): RuleStatus {
  if (entry === undefined) return "active";
  const { document, complaints } = reading;
  const value = complaints.try(() => valueOf(entry.value, document));
  const status = STATUSES.find((each) => each === value);
  if (status === undefined) {
    const sentence = `"status" is active, proposed or disabled: only an active rule does anything`;
    complaints.add(sentence, document.place(entry.value ?? entry.keyNode));
  }
  return status ?? "disabled";
}

function originIn(entry: Entry | undefined, { document, complaints }: RuleReading): JsonObject | null {
  if (entry === undefined) return null;
  const value = complaints.try(() => toPlain(valueOf(entry.value, document))) ?? null;
  if (value === null) return null;
  if (isObject(value)) return value;
  complaints.add(
    '"origin" is a mapping: where the rule comes from',
    document.place(entry.value ?? entry.keyNode),
  );
  return null;
}
