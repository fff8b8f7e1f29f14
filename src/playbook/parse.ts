// A playbook's text becomes plays and tasks, or a list of what is wrong with it, before anything runs. Pure.
import { InputError, type Place } from "../model/errors.ts";
import type { Modules } from "../ports/module.ts";
import { Complaints, unknownKey } from "./complaints.ts";
import { entries, items, parseYaml, valueOf, type YamlNode } from "./document.ts";
import { HANDLER_KEYS, OTHER_PLAY_KEYS, PLAY_KEYS } from "./keywords.ts";
import { parseTask } from "./parse_task.ts";
import { parseVars } from "./parse_vars.ts";
import type { Parsing } from "./parsing.ts";
import type { Handler, Play, Playbook, Task } from "./playbook.ts";
import type { Dict, Value } from "../model/value.ts";

/** The names by which plays reach this machine. */
const LOCAL = ["localhost", "127.0.0.1", "::1"];

/**
 * Parses a playbook. `file` is its absolute path. Throws InputError with file, line and column of the first mistake
 * and all others below it.
 */
export function parsePlaybook(text: string, file: string, modules: Modules): Playbook {
  const document = parseYaml(text, file);
  const parsing: Parsing = { document, modules, complaints: new Complaints() };
  const plays = items(document.root);
  if (plays === undefined || plays.length === 0) {
    throw new InputError(
      'A playbook is a list of plays: begin it with "- hosts: localhost"',
      document.place(document.root),
    );
  }
  const parsed = plays.map((play, index) => parsePlay(play, index, parsing));
  parsing.complaints.throwIfAny();
  return {
    file,
    folder: file.slice(0, Math.max(1, file.lastIndexOf("/"))),
    plays: parsed.filter((play) => play !== undefined),
  };
}

function parsePlay(node: YamlNode, index: number, parsing: Parsing): Play | undefined {
  const { document, complaints } = parsing;
  const place = document.place(node);
  const found = entries(node);
  if (found === undefined) {
    complaints.add('A play is a mapping with "hosts" and "tasks"', place);
    return undefined;
  }
  const keys = new Map(found.map((entry) => [entry.key, entry]));
  for (const { key, keyNode } of found) {
    if ((PLAY_KEYS as readonly string[]).includes(key)) continue;
    const other = OTHER_PLAY_KEYS[key];
    complaints.add(
      other !== undefined ? `"${key}" ${other}` : unknownKey(key, "play", PLAY_KEYS),
      document.place(keyNode),
    );
  }
  const valueAt = (key: string): Value => valueOf(keys.get(key)?.value ?? null, document);
  const placeOf = (key: string): Place => document.place(keys.get(key)?.value ?? keys.get(key)?.keyNode ?? node);
  const hosts = parseHosts(valueAt("hosts"), keys.has("hosts") ? placeOf("hosts") : place, complaints);
  if (keys.has("connection") && valueAt("connection") !== "local") {
    complaints.add('Only "connection: local" works yet: write that, or leave it out', placeOf("connection"));
  }
  const vars = keys.has("vars") ? parseVars(keys.get("vars")!.value, parsing) : new Map();
  const handlers = parseList(keys.get("handlers")?.value, `${index}.handlers`, parsing, true) as Handler[];
  const tasks = parseList(keys.get("tasks")?.value, `${index}.tasks`, parsing, false);
  checkNotifications([...tasks, ...handlers], handlers, complaints);
  const name = valueAt("name");
  const gather = valueAt("gather_facts");
  if (gather !== null && typeof gather !== "boolean") {
    complaints.add('"gather_facts" is true or false', placeOf("gather_facts"));
  }
  return {
    name: typeof name === "string" ? name : hosts.join(","),
    hosts,
    vars,
    gatherFacts: typeof gather === "boolean" ? gather : mayReadFacts(vars, [...tasks, ...handlers]),
    tasks,
    handlers,
    place,
  };
}

function parseHosts(value: Value, place: Place, complaints: Complaints): string[] {
  const names = (Array.isArray(value) ? value : [value]).map((name) => typeof name === "string" ? name.trim() : "");
  if (names.every((name) => LOCAL.includes(name))) return ["localhost"];
  const written = names.filter((name) => name !== "").join(",");
  complaints.add(
    written === ""
      ? 'A play names its hosts: write "hosts: localhost"'
      : `There is no inventory yet that knows "${written}": write "hosts: localhost"`,
    place,
  );
  return [];
}

function parseList(node: YamlNode | null | undefined, path: string, parsing: Parsing, handler: boolean): Task[] {
  if (node === undefined || node === null || (items(node) === undefined && valueOf(node, parsing.document) === null)) {
    return [];
  }
  const list = items(node);
  if (list === undefined) {
    parsing.complaints.add(`"${path.split(".")[1]}" is a list of tasks`, parsing.document.place(node));
    return [];
  }
  const extra = handler ? HANDLER_KEYS : [];
  return list.map((task, index) => parseTask(task, `${path}.${index}`, parsing, extra)).filter((task) =>
    task !== undefined
  );
}

function checkNotifications(tasks: Task[], handlers: Handler[], complaints: Complaints): void {
  const known = handlers.flatMap((handler) => [handler.name, ...handler.listen]);
  if (known.some((name) => name.includes("{{"))) return;
  for (const task of tasks) {
    for (const name of task.notify) {
      if (name.includes("{{") || known.includes(name)) continue;
      complaints.add(
        `The task notifies "${name}", but the play has no handler of that name: ${unknownHandler(known)}`,
        task.place,
      );
    }
  }
}

function unknownHandler(known: string[]): string {
  return known.length === 0 ? 'write it under "handlers"' : `it has ${known.map((name) => `"${name}"`).join(", ")}`;
}

/** Variables that look like facts and are not. */
const MAGIC =
  /^ansible_(check_mode|diff_mode|version|play_\w+|playbook_python|loop\w*|index_var|managed|verbosity|connection|host|user|port|inventory_sources|run_tags|skip_tags|search_path|forks|become\w*)$/;

function mayReadFacts(vars: Dict, tasks: Task[]): boolean {
  const reads = (value: unknown): boolean => {
    if (typeof value === "string") {
      return (value.match(/\b(ansible_\w+|hostvars|vars\b(?=\s*\[))/g) ?? []).some((name) => !MAGIC.test(name));
    }
    if (value instanceof Map) return [...value].some(([key, each]) => reads(key) || reads(each));
    return Array.isArray(value) && value.some(reads);
  };
  return reads(vars) || tasks.some((task) =>
    /(^|\.)template$/.test(task.module) ||
    [task.name, task.params, task.vars, task.when, task.loop, task.changedWhen, task.failedWhen, task.notify].some(
      reads,
    )
  );
}
