// A module call as people write it in a rule: `name`, `module`, `params`, or in the shape of Ansible's tasks.
import type { Json, JsonObject } from "../model/json.ts";
import type { Value } from "../model/value.ts";
import type { Modules } from "../ports/module.ts";
import { unknownKey, withArticle } from "../templates/complaints.ts";
import { entries, type Entry, valueOf, type YamlNode } from "../templates/document.ts";
import { taskParams } from "../templates/task_params.ts";
import { checkTemplates, holdsTemplate, type Reading } from "../templates/template_places.ts";
import { toPlain } from "../templates/value.ts";

/** A file of rules or looks that is being read. */
export interface RuleReading extends Reading {
  modules: Modules;
  /** Throws InputError for a host pattern that makes no sense. */
  checkPattern(pattern: string): void;
}

/** What is written, as far as it makes sense; what does not is among the complaints. */
export interface WrittenCall {
  name?: string;
  module: string;
  params: JsonObject;
  /** Its other keys. */
  keys: Map<string, Entry>;
}

/**
 * `what`: "look" or "action". `more`: keys beside `name`, `module`, `params`, `args`. `templated`: templates in it are filled in later; otherwise braces are
 * what they are. Undefined for what is no module call at all.
 */
export function parseCall(
  node: YamlNode,
  { what, more, templated }: { what: string; more: readonly string[]; templated: boolean },
  reading: RuleReading,
): WrittenCall | undefined {
  const { document, complaints, modules } = reading;
  const found = entries(node);
  const place = document.place(node);
  if (found === undefined) {
    complaints.add(`${start(what)} is a mapping, as in "- {name: up, command: uptime}"`, place);
    return undefined;
  }
  const keys = new Map(found.map((entry) => [entry.key, entry]));
  const known = ["name", "module", "params", "args", ...more];
  const entry = moduleEntry(found, { keys, known, what }, reading);
  if (entry === undefined) return undefined;
  const module = modules.get(entry.key);
  if (module === undefined) {
    const nearest = modules.problems(entry.key, {}, () => false)[0]?.message ?? `There is no module "${entry.key}"`;
    complaints.add(nearest, document.place(entry.keyNode));
    return undefined;
  }
  const args = keys.get("module") === undefined ? keys.get("args") : undefined;
  if (templated) { for (const each of [entry, args]) checkTemplates(each?.value ?? null, reading); }
  const params = toPlain(complaints.try(() => taskParams(entry, args, reading)) ?? new Map()) as JsonObject;
  for (const problem of modules.problems(entry.key, params, (value: Json) => templated && holdsTemplate(value))) {
    const inside = entries(entry.value)?.find(({ key }) => key === problem.parameter);
    complaints.add(problem.message, document.place(inside?.keyNode ?? entry.keyNode));
  }
  const name = textIn(keys.get("name"), reading, { templated });
  return { ...(name === undefined ? {} : { name }), module: module.name, params, keys };
}

/** A key's text; undefined where it says nothing. A number is taken as it is printed. */
export function textIn(
  entry: Entry | undefined,
  reading: Reading,
  { templated = false }: { templated?: boolean } = {},
): string | undefined {
  if (entry === undefined) return undefined;
  const { document, complaints } = reading;
  if (templated) checkTemplates(entry.value, reading);
  const value = complaints.try(() => toPlain(valueOf(entry.value, document))) ?? null;
  if (typeof value === "string" && value.trim() !== "") return value;
  if (typeof value === "number") return String(value);
  complaints.add(`"${entry.key}" is a text`, document.place(entry.value ?? entry.keyNode));
  return undefined;
}

/** The entry that names the module and what is written for it, whichever way. */
function moduleEntry(
  found: readonly Entry[],
  { keys, known, what }: { keys: Map<string, Entry>; known: readonly string[]; what: string },
  reading: RuleReading,
): Entry & { written: Value } | undefined {
  const { document, complaints, modules } = reading;
  const written = (entry: Entry | undefined) =>
    entry === undefined ? null : complaints.try(() => valueOf(entry.value, document)) ?? null;
  const strange = found.filter(({ key }) => !known.includes(key));
  const named = keys.get("module");
  if (named !== undefined) {
    for (const { key, keyNode } of strange) {
      complaints.add(unknownKey(key, what, known), document.place(keyNode));
    }
    const module = textIn(named, reading);
    const params = keys.get("params") ?? keys.get("args");
    if (module === undefined) return undefined;
    return { ...named, key: module, value: params?.value ?? null, written: written(params) };
  }
  const [module, ...others] = strange.toSorted((a, b) => Number(is(b)) - Number(is(a)));
  if (module === undefined) {
    complaints.add(
      `${start(what)} names its module: "module: command" with "params", or "command: uptime"`,
      document.place(found[0]?.keyNode ?? null),
    );
    return undefined;
  }
  for (const { key, keyNode } of others) complaints.add(unknownKey(key, what, known), document.place(keyNode));
  const params = keys.get("params");
  if (params !== undefined) {
    complaints.add(
      `"params" goes with "module"; write the parameters below "${module.key}"`,
      document.place(params.keyNode),
    );
  }
  return { ...module, written: written(module) };

  function is({ key }: Entry): boolean {
    return modules.get(key) !== undefined;
  }
}

/** The beginning of a sentence about one. */
function start(what: string): string {
  return withArticle(what).replace(/^a/, "A");
}
