// One task of a playbook: its keys, its module and the module's parameters, checked as far as they can be before anything runs.
import type { JsonObject } from "../model/json.ts";
import type { Value } from "../model/value.ts";
import { pyStr } from "../templates/python_text.ts";
import { toPlain } from "../templates/value.ts";
import { unknownKey } from "./complaints.ts";
import { entries, type Entry, valueOf, type YamlNode } from "./document.ts";
import { lookupLoop, OTHER_TASK_KEYS, TASK_KEYS } from "./keywords.ts";
import { parseConditions } from "./parse_conditions.ts";
import { parseParams } from "./parse_params.ts";
import { identifier, parseVars } from "./parse_vars.ts";
import type { Parsing } from "./parsing.ts";
import type { Condition, Handler } from "./playbook.ts";
import { checkTemplates, holdsTemplate } from "./template_places.ts";

/** Parses a task or a handler (then `extra` has its additional keys). Undefined, with a complaint, when nothing can be made of it. */
export function parseTask(
  node: YamlNode,
  path: string,
  parsing: Parsing,
  extra: readonly string[],
): Handler | undefined {
  const { document, complaints, modules } = parsing;
  const place = document.place(node);
  const found = entries(node);
  if (found === undefined) {
    complaints.add('A task is a mapping: "name" and a module with its parameters', place);
    return undefined;
  }
  const keys = new Map(found.map((entry) => [entry.key, entry]));
  const known = [...TASK_KEYS, ...extra];
  const module = findModule(found, known, parsing);
  if (module === undefined) return undefined;
  const value = (key: string): Value => complaints.try(() => valueOf(keys.get(key)?.value ?? null, document)) ?? null;
  const texts = (key: string): string[] => textList(key, keys.get(key), parsing);
  const conditions = (key: string): Condition[] | undefined => parseConditions(keys.get(key), parsing);
  for (const key of ["name", "loop", "notify", "ignore_errors", "no_log"]) {
    checkTemplates(keys.get(key)?.value ?? null, parsing);
  }
  checkLoop(keys.get("loop"), parsing);
  const register = value("register");
  if (register !== null && (typeof register !== "string" || !identifier(register))) {
    complaints.add('"register" takes the name of a variable', document.place(keys.get("register")!.value));
  }
  const params = parseParams(module, keys.get("args"), parsing);
  const name = value("name");
  const spec = modules.get(module.key);
  if (spec !== undefined) {
    const templated = (each: JsonObject[string]) => holdsTemplate(each);
    for (const problem of modules.problems(module.key, toPlain(params) as JsonObject, templated)) {
      complaints.add(problem.message, problemPlace(problem.parameter, module, parsing));
    }
  }
  const changedWhen = conditions("changed_when");
  const failedWhen = conditions("failed_when");
  return {
    path,
    name: name === null ? module.key : pyStr(name),
    module: spec?.name ?? module.key,
    params,
    when: conditions("when") ?? [],
    vars: keys.has("vars") ? parseVars(keys.get("vars")!.value, parsing) : new Map(),
    notify: texts("notify"),
    listen: texts("listen"),
    ...(keys.has("loop") ? { loop: value("loop") } : {}),
    ...(typeof register === "string" ? { register } : {}),
    ...(changedWhen === undefined ? {} : { changedWhen }),
    ...(failedWhen === undefined ? {} : { failedWhen }),
    ignoreErrors: value("ignore_errors") ?? false,
    noLog: value("no_log") ?? false,
    place,
  };
}

function findModule(found: Entry[], known: readonly string[], parsing: Parsing): Entry | undefined {
  const { document, complaints, modules } = parsing;
  const candidates: Entry[] = [];
  for (const entry of found) {
    const short = entry.key.replace(/^ansible\.(builtin|legacy)\./, "");
    const other = known.includes(entry.key) ? undefined : OTHER_TASK_KEYS[short] ?? lookupLoop(entry.key);
    if (other !== undefined) complaints.add(`"${entry.key}" ${other}`, document.place(entry.keyNode));
    else if (!known.includes(entry.key)) candidates.push(entry);
  }
  const real = candidates.filter((entry) => modules.get(entry.key) !== undefined);
  const module = real[0] ?? candidates[0];
  for (const entry of candidates) {
    if (entry === module && real.length > 0) continue;
    const place = document.place(entry.keyNode);
    if (real.includes(entry)) {
      complaints.add(
        `A task has one module, this one has "${module!.key}" and "${entry.key}": make it two tasks`,
        place,
      );
    } else if (real.length > 0) complaints.add(unknownKey(entry.key, "task", known), place);
    else complaints.add(unknownModule(entry.key, known, parsing), place);
  }
  if (module === undefined && !found.some((entry) => entry.key in OTHER_TASK_KEYS)) {
    complaints.add(
      `This task names no module: add one, as in "command: uptime"`,
      document.place(found[0]?.keyNode ?? null),
    );
  }
  return real[0];
}

function unknownModule(key: string, known: readonly string[], { modules }: Parsing): string {
  const keyword = unknownKey(key, "task", known);
  if (keyword.includes("did you mean")) return keyword;
  return modules.problems(key, {}, () => false)[0]?.message ?? `There is no module "${key}"`;
}

function problemPlace(parameter: string | null, module: Entry, { document }: Parsing) {
  const inside = parameter === null ? undefined : entries(module.value)?.find((entry) => entry.key === parameter);
  return document.place(inside?.keyNode ?? module.keyNode);
}

function checkLoop(entry: Entry | undefined, parsing: Parsing): void {
  if (entry === undefined) return;
  const value = parsing.complaints.try(() => valueOf(entry.value, parsing.document)) ?? null;
  if (Array.isArray(value) || (typeof value === "string" && holdsTemplate(value))) return;
  parsing.complaints.add(
    '"loop" takes a list, or a template that gives one',
    parsing.document.place(entry.value ?? entry.keyNode),
  );
}

function textList(key: string, entry: Entry | undefined, { document, complaints }: Parsing): string[] {
  if (entry === undefined) return [];
  const value = valueOf(entry.value, document);
  const list = Array.isArray(value) ? value : [value];
  if (list.every((each) => typeof each === "string")) return list;
  complaints.add(`"${key}" takes a name or a list of names`, document.place(entry.value ?? entry.keyNode));
  return [];
}
