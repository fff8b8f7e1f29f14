// Walks a play of some tasks, answering for the hosts.
import { loadModules } from "../../src/app.ts";
import type { Action, RecordedResult } from "../../src/model/action.ts";
import type { ModuleResult } from "../../src/model/plan.ts";
import { readInventory } from "../../src/inventory/read_inventory.ts";
import { bindHosts } from "../../src/playbook/bind_hosts.ts";
import { parsePlaybook } from "../../src/playbook/parse.ts";
import { walk, type Walking } from "../../src/playbook/walk.ts";
import { memoryFiles } from "../fakes/memory_files.ts";

const modules = await loadModules();

/** What a walk is given besides the tasks. */
export interface More {
  before?: number[];
  /** Lines of the play before and after its tasks, indented by two. */
  keys?: string;
  rest?: string;
  /** Instead of localhost. */
  hosts?: string[];
  /** Text of an inventory, for the pattern (default `all`) of the play. */
  inventory?: string;
  pattern?: string;
  /** More plays, as they stand in the file. */
  plays?: string;
  /** Files beside the playbook, by absolute path. */
  files?: Record<string, string>;
  walking?: Partial<Walking>;
}

/** Walks a play of these tasks; `answer` says what each action comes to. Returns the actions in the order of their steps. */
export function steps(
  tasks: string,
  answer: (action: Action) => Partial<ModuleResult> = () => ({}),
  more: More = {},
) {
  const pattern = more.pattern ?? (more.inventory === undefined ? "localhost" : "all");
  const text = `- hosts: ${pattern}
  gather_facts: false
  vars: {greeting: hello, who: "{{ greeting }} you"}
${more.keys ?? ""}
  tasks:
${tasks.replaceAll(/^/gm, "    ")}
${more.rest ?? ""}
${more.plays ?? ""}`;
  const own = { "/play/site.yml": text, ...(more.inventory === undefined ? {} : { "/inv/hosts": more.inventory }) };
  const files = memoryFiles({ ...own, ...more.files }, { WHO: "me", HOME: "/home/me" });
  const inventory = readInventory(more.inventory === undefined ? [] : ["/inv/hosts"], { files, folder: "/play" });
  const parsed = parsePlaybook("/play/site.yml", { modules, files });
  const { playbook } = bindHosts(parsed, inventory, { extraVars: more.walking?.extraVars });
  if (more.hosts !== undefined) playbook.plays[0]!.hosts = more.hosts;
  const walking = walk(playbook, {
    checkMode: false,
    files,
    inventory,
    ...more.walking,
    changedBefore: () => (more.before ?? []).map((id) => ({ id, adopted: false })),
  });
  const seen: Action[] = [];
  let id = 100;
  for (let step = walking.next(); step.done !== true;) {
    const results = step.value.map((action): RecordedResult => {
      seen.push(action);
      const raw = action.settled ?? { changed: false, ...answer(action) };
      const result = action.settled ?? action.terms!.settle(raw);
      return { action, id: result.changed ? ++id : null, result, recorded: false };
    });
    step = walking.next(results);
  }
  return seen;
}

/** Their names and hosts. */
export const told = (actions: Action[]) => actions.map(({ name, host }) => `${name} ${host}`);

/** Their names, with what was skipped. */
export const names = (actions: Action[]) =>
  actions.map(({ name, settled }) => settled?.["skipped"] === true ? `${name} (skipped)` : name);
