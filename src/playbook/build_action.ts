// One task, one host, one item: an action with everything templated, or the reason why there is none.
import type { Action } from "../model/action.ts";
import { TemplateError } from "../model/errors.ts";
import type { JsonObject } from "../model/json.ts";
import type { Dict, Scope, Value } from "../model/value.ts";
import { truthy } from "../templates/compare.ts";
import { holds, templateValue } from "../templates/template.ts";
import { toPlain } from "../templates/value.ts";
import type { Condition, Play, Playbook, Task } from "./playbook.ts";
import { settle } from "./settle.ts";
import { failed, skipped } from "./task_results.ts";
import type { HostVariables } from "./variables.ts";

/** A task on its way to a host. */
export interface Errand {
  playbook: Playbook;
  play: Play;
  task: Task;
  variables: HostVariables;
  /** The loop's item; absent outside a loop. */
  item?: Value;
  /** For a handler: the rows that notified it. */
  notifiedBy?: number[];
}

/** The action, `settled` where `when` says no or a template fails. Besides the plain parameters their native values, for set_fact. */
export function buildAction(errand: Errand): { action: Action; values: Dict } {
  const { task, item, play } = errand;
  const scope = scopeOf(errand);
  const action: Action = {
    host: errand.variables.host,
    module: task.module,
    params: {},
    name: nameOf(task, scope),
    task: task.path,
    ...(item === undefined ? {} : { item: toPlain(item) }),
    terms: {
      play: play.name,
      searchPath: searchPath(errand.playbook, task),
      vars: scope,
      settle: (result) => settle(result, task, (own) => scopeOf(errand, own)),
      changedWhen: changedWhen(task.changedWhen),
      ignoreErrors: false,
      noLog: false,
      handler: errand.notifiedBy !== undefined,
      ...(errand.notifiedBy === undefined ? {} : { notifiedBy: errand.notifiedBy }),
    },
  };
  try {
    action.terms!.noLog = truthy(templateValue(task.noLog, scope));
    action.terms!.ignoreErrors = truthy(templateValue(task.ignoreErrors, scope));
    const refused = task.when.find((condition) => !holds(condition, scope));
    if (refused !== undefined) return { action: { ...action, settled: skipped(refused) }, values: new Map() };
    const values = templateValue(task.params, scope) as Dict;
    return { action: { ...action, params: toPlain(values) as JsonObject }, values };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { action: { ...action, settled: failed(error, task.place) }, values: new Map() };
  }
}

/** The variables that an errand's task sees. */
export function scopeOf({ variables, play, task, item }: Errand, own?: Dict): Scope {
  const names: Dict = new Map(own ?? []);
  if (item !== undefined) names.set("item", item).set("ansible_loop_var", "item");
  return variables.scope(play, task, names);
}

function nameOf(task: Task, scope: Scope): string {
  try {
    return String(templateValue(task.name, scope));
  } catch {
    return task.name; // a name is for people: what it cannot say does not stop the task
  }
}

function changedWhen(conditions: Condition[] | undefined): true | false | "condition" | "unset" {
  if (conditions === undefined) return "unset";
  if (conditions.some((condition) => condition === false)) return false;
  return conditions.every((condition) => condition === true) ? true : "condition";
}

function searchPath({ folder }: Playbook, task: Task): string[] {
  return [`${folder}/${task.module === "template" ? "templates" : "files"}`, folder];
}
