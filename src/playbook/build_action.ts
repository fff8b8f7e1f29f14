// One task, one host, one item: an action with everything templated, or the reason why there is none.
import type { Action } from "../model/action.ts";
import { TemplateError } from "../model/errors.ts";
import type { Json, JsonObject } from "../model/json.ts";
import type { Dict, Scope, Value } from "../model/value.ts";
import { truthy } from "../templates/compare.ts";
import { holds, templateValue } from "../templates/template.ts";
import { pyStr } from "../templates/python_text.ts";
import { isOmit, toPlain } from "../templates/value.ts";
import { entranceOf } from "./entrance.ts";
import { type Errand, scopeOf } from "./errand.ts";
import type { Run } from "./magic.ts";
import type { Condition, Task } from "./playbook.ts";
import { searchPath } from "./search_path.ts";
import { settle, wantsAnother } from "./settle.ts";
import { failed, skipped } from "./task_results.ts";
import type { HostVariables } from "./variables.ts";

/** An action, and what of it is no business of a host. */
export interface Built {
  action: Action;
  /** The plain parameters' native values, for set_fact. */
  values: Dict;
  /** Names and topics that it notifies where it changes something. */
  notify: string[];
  /** Whose facts the ones that it finds are; absent: its host's. */
  factsOf?: HostVariables;
}

/** The action, `settled` where `when` says no or a template fails. */
export function buildAction(errand: Errand): Built {
  const { task, turn } = errand;
  const action: Action = {
    host: errand.variables.host,
    module: task.module,
    params: {},
    name: task.name,
    task: task.path,
    ...(turn === undefined ? {} : { item: toPlain(turn.item) }),
  };
  const settled = (settled: NonNullable<Action["settled"]>): Built => ({
    action: { ...action, settled },
    values: new Map(),
    notify: [],
  });
  try {
    const scope = scopeOf(errand);
    const noLog = hidden(task, scope);
    if (noLog === false) action.name = nameOf(task, () => scope);
    action.terms = termsOf(errand, scope, noLog !== false);
    action.terms.ignoreErrors = truthy(templateValue(task.ignoreErrors, scope));
    if (noLog instanceof TemplateError) throw noLog;
    const refused = task.when.find((condition) => !holds(condition, scope));
    if (refused !== undefined) return settled(skipped(refused));
    applyKeywords(action.terms, task, scope);
    const notify = notified(task, scope);
    const unheard = notify.find((name) => !errand.heard(name));
    if (unheard !== undefined) throw new TemplateError(unheardSentence(unheard));
    const values = templateValue(task.params, scope) as Dict;
    const known = errand.instead?.(values, turn);
    if (known !== undefined) return settled(known);
    const { delegate, factsOf } = delegation(errand, action, scope);
    const variables = delegate ?? errand.variables;
    const there = variables === errand.variables ? scope : scopeOf({ ...errand, variables });
    action.terms.entrance = entranceOf({ variables, scope: there, words: task.entry, own: scope });
    const built = { action: { ...action, params: toPlain(values) as JsonObject }, values, notify };
    return factsOf === undefined ? built : { ...built, factsOf };
  } catch (error) {
    // Without variables (a file of them cannot be read) nothing is known of the task but that it failed.
    action.terms ??= termsOf(errand, NO_VARIABLES, task.noLog !== false);
    return settled(failed(error, task.place));
  }
}

/** The host that a task is done on instead of its own, noted in the action, and whose facts it finds. Throws TemplateError. */
function delegation(
  { task, variables }: Errand,
  action: Action,
  scope: Scope,
): { delegate?: HostVariables; factsOf?: HostVariables } {
  if (task.delegateTo === null) return {};
  const to = templateValue(task.delegateTo, scope);
  if (to === null || to === "" || isOmit(to)) return {};
  const name = pyStr(to);
  const delegate = variables.every.named(name);
  if (delegate.host !== variables.host) action.delegate = name;
  return truthy(templateValue(task.delegateFacts, scope)) ? { delegate, factsOf: delegate } : { delegate };
}

/** The names and topics that a task notifies, templated; a template may give a list. Throws TemplateError. */
export function notified(task: Task, scope: Scope): string[] {
  const names = (templateValue(task.notify, scope) as Value[]).flat();
  return names.filter((name) => name !== null && name !== "").map(String);
}

/** A name as people read it; as written, where its template cannot be evaluated. */
export function nameOf({ name }: Task, scope: () => Scope): string {
  try {
    return String(templateValue(name, scope()));
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
  const { task, play, batch, notifiedBy, attempt, waitSeconds, turn, machines } = errand;
  const settling = {
    scope: (own: Dict) => scopeOf(errand, own),
    ...(attempt === undefined ? {} : { attempt }),
  };
  const label = turn === undefined || task.loop?.label === undefined ? undefined : labelOf(task.loop.label, scope);
  return {
    play: play.name,
    ...(batch > 1 ? { batch } : {}),
    hosts: machines,
    ...grownGroups(errand.variables.surroundings),
    ...(task.gathers === true ? { gathersFacts: true } : {}),
    searchPath: searchPath(errand.playbook, task, FOLDERS[task.module] ?? "files"),
    vars: scope,
    settle: (result) => settle(result, task, settling),
    changedWhen: changedWhen(task.changedWhen),
    ignoreErrors: false,
    noLog,
    registers: task.register !== undefined,
    handler: notifiedBy !== undefined,
    rescued: errand.rescued,
    ...(notifiedBy === undefined ? {} : { notifiedBy }),
    ...(label === undefined ? {} : { label }),
    ...(waitSeconds === undefined ? {} : { waitMs: waitSeconds * 1000 }),
    ...(attempt === undefined
      ? {}
      : { retry: { left: attempt.most - attempt.number, again: (result) => wantsAnother(result, task, settling) } }),
  };
}

/** Policies are told what tasks have added, too. */
function grownGroups({ grown, inventory }: Run): Pick<NonNullable<Action["terms"]>, "groupsOf"> {
  return grown === undefined || inventory === undefined ? {} : { groupsOf: (host) => inventory.groupsOf(host) };
}

/** Where a module looks for its files first. */
const FOLDERS: Record<string, string> = { template: "templates", include_vars: "vars" };

function applyKeywords(terms: NonNullable<Action["terms"]>, task: Task, scope: Scope): void {
  if (task.checkMode !== undefined) terms.checkMode = truthy(templateValue(task.checkMode, scope));
  if (task.diff !== undefined) terms.diff = truthy(templateValue(task.diff, scope));
  if (truthy(templateValue(task.ignoreUnreachable, scope))) terms.ignoreUnreachable = true;
  const throttle = Number(toPlain(templateValue(task.throttle, scope)));
  if (!(throttle >= 0)) throw new TemplateError('"throttle" is a number of hosts');
  if (throttle >= 1) terms.throttle = Math.floor(throttle);
  const environment: Record<string, string> = {};
  for (const layer of task.environment) {
    const values = templateValue(layer, scope);
    if (!(values instanceof Map)) throw new TemplateError(`"environment" is a mapping of names to values`);
    for (const [name, value] of values) {
      environment[pyStr(name)] = pyStr(value);
    }
  }
  if (Object.keys(environment).length > 0) terms.environment = environment;
}

function labelOf(label: Value, scope: Scope): Json {
  try {
    return toPlain(templateValue(label, scope));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return toPlain(label);
  }
}

function changedWhen(conditions: Condition[] | undefined): true | false | "condition" | "unset" {
  if (conditions === undefined) return "unset";
  if (conditions.some((condition) => condition === false)) return false;
  return conditions.every((condition) => condition === true) ? true : "condition";
}

function unheardSentence(name: string): string {
  return `The task notifies "${name}", but the play has no handler of that name`;
}

const NO_VARIABLES: Scope = { get: () => undefined, names: () => [] };
