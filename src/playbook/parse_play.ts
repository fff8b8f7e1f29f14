// One play.
import type { Dict } from "../model/value.ts";
import { checkNotifications } from "./check_notifications.ts";
import { entries, type Entry, valueOf, type YamlNode } from "../templates/document.ts";
import { gatheringTask, mayReadFacts } from "./gathering.ts";
import { inherit, nothingInherited } from "./inherited.ts";
import { checkKeys } from "./keys.ts";
import { OTHER_PLAY_KEYS, PLAY_KEYS } from "./keywords.ts";
import { parseHosts, parseOrder, parsePercentage, parseSerial } from "./parse_hosts.ts";
import { parseSteps } from "./parse_steps.ts";
import { nameIn } from "./parse_task.ts";
import { parseVarsFiles } from "./parse_vars_files.ts";
import type { Around, Parsing } from "./parsing.ts";
import type { Handler, Play, Step } from "./playbook.ts";

/** The strategy that every play has. */
const LINEAR = ["linear", "ansible.builtin.linear"];

/** Parses the play at this position. Undefined, with a complaint, when it is none. */
export function parsePlay(node: YamlNode, index: number, parsing: Parsing): Play | undefined {
  const { document, complaints } = parsing;
  const place = document.place(node);
  const found = entries(node);
  if (found === undefined) {
    complaints.add('A play is a mapping with "hosts" and "tasks"', place);
    return undefined;
  }
  const keys = new Map(found.map((entry) => [entry.key, entry]));
  const isLinear = ({ key, value }: Entry) => key === "strategy" && LINEAR.includes(String(valueOf(value, document)));
  checkKeys(found.filter((entry) => !isLinear(entry)), PLAY_KEYS, { what: "play", others: OTHER_PLAY_KEYS, parsing });
  const bound = parseHosts(keys.get("hosts"), place, parsing);
  const outer = inherit(nothingInherited(parsing.folder), keys, parsing);
  // A play's own vars are a layer of their own, below its vars_files.
  const inside = { ...outer, vars: new Map() as Dict };
  const list = (key: string): Step[] =>
    parseSteps(keys.get(key)?.value, key, around(`${index}.${key}`, { outer: inside, parsing, handlers: false }));
  const [preTasks, tasks, postTasks] = [list("pre_tasks"), list("tasks"), list("post_tasks")];
  const handlers = parseHandlers(
    keys.get("handlers"),
    around(`${index}.handlers`, { outer: inside, parsing, handlers: true }),
  );
  checkNotifications([...preTasks, ...tasks, ...postTasks], handlers, complaints);
  const play: Play = {
    name: nameIn(keys, parsing) ?? [bound.pattern].flat().map(String).join(","),
    ...bound,
    order: parseOrder(keys.get("order"), parsing),
    serial: parseSerial(keys.get("serial"), parsing),
    ...parsePercentage(keys.get("max_fail_percentage"), parsing),
    entry: outer.entry,
    vars: outer.vars,
    varsFiles: parseVarsFiles(keys.get("vars_files"), parsing),
    tags: outer.tags,
    preTasks,
    tasks,
    postTasks,
    handlers,
    forceHandlers: flag("force_handlers", keys, parsing) ?? false,
    place,
  };
  const gathering = gatheringTask(play, { path: `${index}.facts`, inside });
  for (const key of ["gather_subset", "gather_timeout", "fact_path"]) {
    if (keys.has(key)) gathering.params.set(key, valueOf(keys.get(key)!.value, document));
  }
  const written = flag("gather_facts", keys, parsing);
  if (written ?? mayReadFacts(play)) return { ...play, gathering };
  return written === undefined ? { ...play, mayGather: gathering } : play;
}

function around(path: string, more: Omit<Around, "path" | "steps" | "place">): Around {
  return { path, place: more.parsing.document.place(null), steps: parseSteps, ...more };
}

function parseHandlers(entry: Entry | undefined, around: Around): Handler[] {
  const { complaints } = around.parsing;
  return parseSteps(entry?.value, "handlers", around).flatMap((step): Handler[] => {
    if (step.kind === "task" || step.kind === "include") return [step];
    if (step.kind === "meta") complaints.add('A handler is a task: "meta" cannot be notified', step.place);
    return [];
  });
}

function flag(key: string, keys: Map<string, Entry>, { document, complaints }: Parsing): boolean | undefined {
  const entry = keys.get(key);
  const value = entry === undefined ? null : valueOf(entry.value, document);
  if (value === null || typeof value === "boolean") return value ?? undefined;
  complaints.add(`"${key}" is true or false`, document.place(entry!.value));
  return undefined;
}
