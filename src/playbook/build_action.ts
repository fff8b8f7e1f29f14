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
  /** Whether the play has a handler that hears this name on this host. */
  heard(name: string): boolean;
  /** The loop's item; absent outside a loop. */
  item?: Value;
  /** For a handler: the rows that notified it. */
  notifiedBy?: number[];
}

/** An action, and what of it is no business of a host. */
export interface Built {
  action: Action;
  /** The plain parameters' native values, for set_fact. */
  values: Dict;
  /** Names and topics that it notifies where it changes something. */
  notify: string[];
}

/** The action, `settled` where `when` says no or a template fails. */
export function buildAction(errand: Errand): Built {
  const { task, item } = errand;
  const scope = scopeOf(errand);
  const noLog = hidden(task, scope);
  const action: Action = {
    host: errand.variables.host,
    module: task.module,
    params: {},
    name: noLog === false ? nameOf(task, scope) : task.name,
    task: task.path,
    ...(item === undefined ? {} : { item: toPlain(item) }),
    terms: termsOf(errand, scope, noLog !== false),
  };
  const settled = (settled: NonNullable<Action["settled"]>): Built => ({
    action: { ...action, settled },
    values: new Map(),
    notify: [],
  });
  try {
    action.terms!.ignoreErrors = truthy(templateValue(task.ignoreErrors, scope));
    if (noLog instanceof TemplateError) throw noLog;
    const refused = task.when.find((condition) => !holds(condition, scope));
    if (refused !== undefined) return settled(skipped(refused));
    const notify = notified(task, scope);
    const unheard = notify.find((name) => !errand.heard(name));
    if (unheard !== undefined) throw new TemplateError(unheardSentence(unheard));
    const values = templateValue(task.params, scope) as Dict;
    return { action: { ...action, params: toPlain(values) as JsonObject }, values, notify };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return settled(failed(error, task.place));
  }
}

/** The variables that an errand's task sees. */
export function scopeOf({ variables, play, task, item }: Errand, own?: Dict): Scope {
  const names: Dict = new Map(own ?? []);
  if (item !== undefined) names.set("item", item).set("ansible_loop_var", "item");
  return variables.scope(play, task, names);
}

/** The names and topics that a task notifies, templated; a template may give a list. Throws TemplateError. */
export function notified(task: Task, scope: Scope): string[] {
  const names = (templateValue(task.notify, scope) as Value[]).flat();
  return names.filter((name) => name !== null && name !== "").map(String);
}

/** A name as people read it; as written, where its template cannot be evaluated. */
export function nameOf({ name }: Task, scope: Scope): string {
  try {
    return String(templateValue(name, scope));
  } catch {
    return name; // a name is for people: what it cannot say does not stop the task
  }
}

/** Whether nothing of the task may be told; the error where that cannot be known, and then nothing may. */
function hidden(task: Task, scope: Scope): boolean | TemplateError {
  try {
    return truthy(templateValue(task.noLog, scope));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return error;
  }
}

function termsOf(errand: Errand, scope: Scope, noLog: boolean): NonNullable<Action["terms"]> {
  const { task, play, notifiedBy } = errand;
  return {
    play: play.name,
    searchPath: searchPath(errand.playbook, task),
    vars: scope,
    settle: (result) => settle(result, task, (own) => scopeOf(errand, own)),
    changedWhen: changedWhen(task.changedWhen),
    ignoreErrors: false,
    noLog,
    registers: task.register !== undefined,
    handler: notifiedBy !== undefined,
    ...(notifiedBy === undefined ? {} : { notifiedBy }),
  };
}

function changedWhen(conditions: Condition[] | undefined): true | false | "condition" | "unset" {
  if (conditions === undefined) return "unset";
  if (conditions.some((condition) => condition === false)) return false;
  return conditions.every((condition) => condition === true) ? true : "condition";
}

function searchPath({ folder }: Playbook, task: Task): string[] {
  return [`${folder}/${task.module === "template" ? "templates" : "files"}`, folder];
}

function unheardSentence(name: string): string {
  return `The task notifies "${name}", but the play has no handler of that name`;
}
