// What a task's end makes of the play: who is out, who goes on, whose handlers were notified.
import type { Json } from "../model/json.ts";
import { TemplateError } from "../model/errors.ts";
import { truthy } from "../templates/compare.ts";
import { templateValue } from "../templates/template.ts";
import { fromPlain } from "../templates/value.ts";
import { nameOf, notified } from "./build_action.ts";
import { type Errand, scopeOf } from "./errand.ts";
import type { ChangedBefore, PlayWalk, Walkers } from "./play_walk.ts";
import type { HostVariables } from "./variables.ts";
import type { TaskEnd } from "./walk_task.ts";

/** Takes out the hosts that a task failed on, or all where it says so, and notes who is notified. */
export function conclude(ends: readonly TaskEnd[], walk: PlayWalk, by: Walkers): void {
  for (const end of ends) {
    for (const host of end.hosts) if (end.failed || end.unreachable) by.crew.delete(host);
    if (end.unreachable) {
      walk.unreachable.add(end.errand.variables.host);
      walk.surroundings.stage.remove(end.errand.variables.host);
    }
    if (end.failed) { for (const host of end.hosts) fail(end, host, { walk, by }); }
    notify(end, walk);
  }
  if (walk.fatal) return;
  const bad = ends.filter(({ unreachable, failed }) => unreachable || (failed && !by.rescued));
  // With any_errors_fatal Ansible ends at once; after a run_once it still runs forced handlers.
  walk.abrupt = bad.some(({ errand }) => isTrue(errand.task.anyErrorsFatal, errand) || tooManyFailed(errand, walk));
  if (walk.abrupt || bad.some(({ once }) => once)) endForAll(walk);
}

function fail(end: TaskEnd, host: string, { walk, by }: { walk: PlayWalk; by: Walkers }): void {
  if (by.rescued) return rememberFailure(end, walk.every.of(host));
  walk.failed.add(host);
  walk.surroundings.stage.remove(host);
}

/** Source: ansible-core's linear strategy; hosts that cannot be reached are not counted there either. */
function tooManyFailed(errand: Errand, { play, failed, batch }: PlayWalk): boolean {
  if (play.maxFailPercentage === undefined) return false;
  try {
    const most = parseFloat(String(templateValue(play.maxFailPercentage, scopeOf(errand))));
    return failed.size / batch.length * 100 > most;
  } catch (error) {
    if (error instanceof TemplateError) return true;
    throw error;
  }
}

/** What cannot be worked out when something failed counts as the careful answer. */
function isTrue(value: Errand["task"]["anyErrorsFatal"], errand: Errand): boolean {
  try {
    return truthy(templateValue(value, scopeOf(errand)));
  } catch (error) {
    if (error instanceof TemplateError) return true;
    throw error;
  }
}

function endForAll(walk: PlayWalk): void {
  walk.fatal = true;
  for (const host of walk.batch) {
    if (!walk.unreachable.has(host)) walk.failed.add(host);
    walk.surroundings.stage.remove(host);
  }
}

/** Only the host that did it notifies, also where it was done once for all, as in Ansible. */
function notify(end: TaskEnd, walk: PlayWalk): void {
  const { errand } = end;
  const { task, variables: { host } } = errand;
  for (const [name, rows] of end.notified) walk.notifications.notify(name, host, rows);
  if (task.notify.length === 0) return;
  for (const action of walk.changedBefore(task.path, host)) {
    // Of an adopted end only the module's own word is on record: what changed_when makes of it, the task's own result says.
    if (action.adopted && task.changedWhen !== undefined) continue;
    for (const name of namesOf(action, end)) walk.notifications.notify(name, host, [action.id]);
  }
}

/** What a rescue reads of the failure that it answers. */
function rememberFailure({ errand, result }: TaskEnd, variables: HostVariables): void {
  const { task } = errand;
  const name = nameOf(task, () => scopeOf(errand));
  variables.register("ansible_failed_task", fromPlain({ name, action: task.module, path: task.path }));
  variables.register("ansible_failed_result", fromPlain(result));
}

/** Whom an action of an earlier pass notified. Where its own item cannot tell (no_log hides it), everybody whom the task notifies now. */
function namesOf({ item }: ChangedBefore, { errand, notified: now }: TaskEnd): string[] {
  const names = (item: Json) => new Map([[errand.task.loop?.loopVar ?? "item", fromPlain(item)]]);
  try {
    const at = item === undefined ? errand : { ...errand, turn: { item: fromPlain(item), names: names(item) } };
    return notified(errand.task, scopeOf(at));
  } catch (error) {
    if (error instanceof TemplateError) return [...now.keys()];
    throw error;
  }
}
