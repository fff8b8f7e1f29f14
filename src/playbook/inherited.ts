// What plays and blocks hand down to their tasks, as Ansible's keywords inherit.
import type { Value } from "../model/value.ts";
import { type Entry, valueOf } from "../templates/document.ts";
import { ENTRY_KEYS, entryWords, NO_ENTRY_WORDS } from "./entry_words.ts";
import { parseConditions } from "./parse_conditions.ts";
import { parseVars } from "./parse_vars.ts";
import type { Parsing } from "./parsing.ts";
import type { Inherited } from "./playbook.ts";
import { checkTemplates } from "../templates/template_places.ts";

/** What a play's tasks are told before anything is written. */
export function nothingInherited(folder: string): Inherited {
  return {
    when: [],
    vars: new Map(),
    includeParams: [],
    tags: [],
    environment: [],
    notify: [],
    ignoreErrors: false,
    noLog: false,
    checkMode: undefined,
    diff: undefined,
    runOnce: false,
    entry: NO_ENTRY_WORDS,
    delegateTo: null,
    delegateFacts: false,
    anyErrorsFatal: false,
    ignoreUnreachable: false,
    throttle: 0,
    folder,
  };
}

/** The keywords that are handed down. */
export const INHERITED_KEYS = [
  "vars",
  "when",
  "tags",
  "environment",
  "notify",
  "ignore_errors",
  "no_log",
  "check_mode",
  "diff",
  "run_once",
  "any_errors_fatal",
  "ignore_unreachable",
  "throttle",
  ...ENTRY_KEYS,
] as const;

/** The keywords that are handed down from blocks, and not from plays. */
export const DELEGATION_KEYS = ["delegate_to", "delegate_facts"] as const;

/** Those of which any value will do: templates in them are checked. */
const PLAIN_KEYS = [
  ...["tags", "environment", "notify", "ignore_errors", "no_log", "check_mode", "diff", "run_once"],
  ...["any_errors_fatal", "ignore_unreachable", "throttle", ...DELEGATION_KEYS],
];

/** What holds inside a play, block or task with these keys: conditions, environments and tags add up, the others replace. */
export function inherit(outer: Inherited, keys: Map<string, Entry>, parsing: Parsing): Inherited {
  const { document, complaints } = parsing;
  for (const key of PLAIN_KEYS) checkTemplates(keys.get(key)?.value ?? null, parsing);
  const value = (key: string): Value => complaints.try(() => valueOf(keys.get(key)?.value ?? null, document)) ?? null;
  const own = <T>(key: string, otherwise: T): Value | T => value(key) ?? otherwise;
  const vars = keys.has("vars") ? parseVars(keys.get("vars")!.value, parsing) : new Map();
  return {
    when: [...outer.when, ...parseConditions(keys.get("when"), parsing) ?? []],
    vars: vars.size === 0 ? outer.vars : new Map([...outer.vars, ...vars]),
    includeParams: outer.includeParams,
    tags: [...outer.tags, ...tagList(value("tags"))],
    environment: [...outer.environment, ...environmentOf(keys.get("environment"), parsing)],
    notify: keys.has("notify") ? textList("notify", keys.get("notify"), parsing) : outer.notify,
    ignoreErrors: own("ignore_errors", outer.ignoreErrors),
    noLog: own("no_log", outer.noLog),
    checkMode: own("check_mode", outer.checkMode),
    diff: own("diff", outer.diff),
    runOnce: own("run_once", outer.runOnce),
    entry: entryWords(outer.entry, keys, parsing),
    delegateTo: own("delegate_to", outer.delegateTo),
    delegateFacts: own("delegate_facts", outer.delegateFacts),
    anyErrorsFatal: own("any_errors_fatal", outer.anyErrorsFatal),
    ignoreUnreachable: own("ignore_unreachable", outer.ignoreUnreachable),
    throttle: own("throttle", outer.throttle),
    folder: outer.folder,
  };
}

/** A name or a list of names. */
export function textList(key: string, entry: Entry | undefined, { document, complaints }: Parsing): string[] {
  if (entry === undefined) return [];
  const value = valueOf(entry.value, document);
  const list = Array.isArray(value) ? value : [value];
  if (list.every((each) => typeof each === "string")) return list;
  complaints.add(`"${key}" takes a name or a list of names`, document.place(entry.value ?? entry.keyNode));
  return [];
}

/** `tags: a, b` and `tags: [a, b]`; a template in it is filled in when the task is reached. */
function tagList(value: Value): Value[] {
  if (value === null) return [];
  if (Array.isArray(value)) return value;
  return typeof value === "string" && !value.includes("{{") ? value.split(",").map((tag) => tag.trim()) : [value];
}

function environmentOf(entry: Entry | undefined, { document, complaints }: Parsing): Value[] {
  if (entry === undefined) return [];
  const value = complaints.try(() => valueOf(entry.value, document)) ?? null;
  const list = Array.isArray(value) ? value : value === null ? [] : [value];
  for (const each of list) {
    if (each instanceof Map || (typeof each === "string" && each.includes("{{"))) continue;
    complaints.add(
      '"environment" is a mapping of names to values, or a list of such mappings',
      document.place(entry.value ?? entry.keyNode),
    );
  }
  return list;
}
