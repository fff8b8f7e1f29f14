// Hosts and groups that tasks add: the pass's inventory grows, and later tasks and plays meet what is new. Another pass begins without it.
import { isObject } from "../model/json.ts";
import { InputError } from "../model/errors.ts";
import type { ModuleResult } from "../model/plan.ts";
import type { Dict } from "../model/value.ts";
import type { Inventory } from "../ports/inventory.ts";
import { fromPlain } from "../templates/value.ts";
import type { Play, Step } from "./playbook.ts";
import type { Stage } from "./stage.ts";
import type { HostVariables } from "./variables.ts";

/** Modules that make the inventory grow. */
const GROWERS = ["add_host", "group_by"];

/** Whether a task is done on one host for all, as Ansible does it whatever `run_once` says; without it only that host hears of the result. */
export function bypassesHosts(module: string): boolean {
  return module === "add_host";
}

/** Takes in what a settled result has added. `values` are the parameters as native values. Throws InputError for groups in a circle. */
export function grow(
  result: ModuleResult,
  { module, values, variables }: { module: string; values: Dict; variables: HostVariables },
): void {
  const { inventory, stage } = variables.surroundings;
  if (!GROWERS.includes(module) || result["failed"] === true || result["skipped"] === true) return;
  if (inventory === undefined) throw new InputError("There is no inventory that could grow");
  variables.every.grew(grownBy(result, { inventory, values, host: variables.host, stage }));
}

function grownBy(
  result: ModuleResult,
  { inventory, values, host, stage }: { inventory: Inventory; values: Dict; host: string; stage: Stage },
): Inventory {
  const { add_host: added, add_group: group, parent_groups: parents } = result;
  if (typeof group === "string") return inventory.grown({ kind: "group", name: group, host, parents: texts(parents) });
  if (!isObject(added)) return inventory;
  const { host_name: name, groups, host_vars: told } = added;
  const names = isObject(told) ? Object.entries(told) : [];
  // The value itself: through JSON, 2.0 would come back as 2.
  const vars: Dict = new Map(names.map(([key, value]) => [key, values.get(key) ?? fromPlain(value)]));
  stage.added(String(name));
  return inventory.grown({ kind: "host", name: String(name), vars, groups: texts(groups) });
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

/** Whether steps may add hosts or groups; those of an include are not known yet. */
export function mayGrow(steps: readonly Step[]): boolean {
  return steps.some((step) => {
    if (step.kind === "block") return mayGrow([...step.tasks, ...step.rescue, ...step.always]);
    return step.kind === "include" || (step.kind === "task" && GROWERS.includes(step.module));
  });
}

/** The steps of a play, in no order. */
export function stepsOf({ preTasks, tasks, postTasks, handlers }: Omit<Play, "gathering">): Step[] {
  return [...preTasks, ...tasks, ...postTasks, ...handlers];
}
