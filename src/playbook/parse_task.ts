// One task of a playbook: its keys, its module and the module's parameters, checked as far as they can be before anything runs.
import type { JsonObject } from "../model/json.ts";
import type { Value } from "../model/value.ts";
import { pyStr } from "../templates/python_text.ts";
import { taskParams } from "../templates/task_params.ts";
import { toPlain } from "../templates/value.ts";
import { entries, type Entry, valueOf } from "../templates/document.ts";
import type { ModuleEntry } from "./find_module.ts";
import { inherit, textList } from "./inherited.ts";
import { parseConditions } from "./parse_conditions.ts";
import { parseLoop } from "./parse_loop.ts";
import { parseUntil } from "./parse_until.ts";
import { identifier } from "./parse_vars.ts";
import type { Around, Parsing } from "./parsing.ts";
import type { Task } from "./playbook.ts";
import { checkTemplates, holdsTemplate } from "../templates/template_places.ts";

/** Parses a task whose module is known. */
export function parseTask(
  keys: Map<string, Entry>,
  module: ModuleEntry,
  { path, outer, parsing, handlers, place }: Around,
): Task {
  const { modules } = parsing;
  for (const entry of [module, keys.get("args")]) checkTemplates(entry?.value ?? null, parsing);
  const params = taskParams(module, keys.get("args"), parsing);
  const spec = modules.get(module.key);
  if (spec !== undefined) {
    const templated = (each: JsonObject[string]) => holdsTemplate(each);
    for (const problem of modules.problems(module.key, toPlain(params) as JsonObject, templated)) {
      parsing.complaints.add(problem.message, problemPlace(problem.parameter, module, parsing));
    }
  }
  const name = nameIn(keys, parsing);
  const loop = parseLoop(keys, parsing);
  const register = registered(keys.get("register"), parsing);
  const until = parseUntil(keys, parsing);
  const changedWhen = parseConditions(keys.get("changed_when"), parsing);
  const failedWhen = parseConditions(keys.get("failed_when"), parsing);
  return {
    kind: "task",
    path,
    name: name ?? module.key,
    module: spec?.name ?? module.key,
    params,
    ...inherit(outer, keys, parsing),
    ...(module.local === true ? { delegateTo: "localhost" } : {}),
    ...(loop === undefined ? {} : { loop }),
    ...(register === undefined ? {} : { register }),
    ...(handlers ? { listen: textList("listen", keys.get("listen"), parsing) } : {}),
    ...(until === undefined ? {} : { until }),
    ...(changedWhen === undefined ? {} : { changedWhen }),
    ...(failedWhen === undefined ? {} : { failedWhen }),
    place,
  };
}

/** What a play, block or task is called; undefined where it says nothing. */
export function nameIn(keys: Map<string, Entry>, parsing: Parsing): string | undefined {
  const { document, complaints } = parsing;
  checkTemplates(keys.get("name")?.value ?? null, parsing);
  const name: Value = complaints.try(() => valueOf(keys.get("name")?.value ?? null, document)) ?? null;
  return name === null ? undefined : pyStr(name);
}

function registered(entry: Entry | undefined, { document, complaints }: Parsing): string | undefined {
  if (entry === undefined) return undefined;
  const register = complaints.try(() => valueOf(entry.value, document)) ?? null;
  if (typeof register === "string" && identifier(register)) return register;
  complaints.add('"register" takes the name of a variable', document.place(entry.value ?? entry.keyNode));
  return undefined;
}

function problemPlace(parameter: string | null, module: Entry, { document }: Parsing) {
  const inside = parameter === null ? undefined : entries(module.value)?.find((entry) => entry.key === parameter);
  return document.place(inside?.keyNode ?? module.keyNode);
}
