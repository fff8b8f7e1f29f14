// One pass through a playbook, in order, as Ansible walks it. Pure: it yields the actions of each step and is told their results.
import type { Action, RecordedAction, RecordedResult } from "../model/action.ts";
import { TemplateError } from "../model/errors.ts";
import { fromPlain } from "../templates/value.ts";
import { type Errand, nameOf, notified, scopeOf } from "./build_action.ts";
import { Notifications } from "./notifications.ts";
import type { Play, Playbook, Task } from "./playbook.ts";
import { HostVariables, type Surroundings } from "./variables.ts";
import { type TaskEnd, walkTask } from "./walk_task.ts";

/** What a pass is told besides the playbook. */
export interface Walking extends Omit<Surroundings, "playbook"> {
  /**
   * A task's actions that changed something on a host in the unfinished passes that this one completes: their
   * notifications stand, even where the task now has nothing to do or its loop no longer names the item.
   */
  changedBefore(task: string, host: string): ChangedBefore[];
}

/** An action of a pass that is being completed. */
export type ChangedBefore = Pick<RecordedAction, "id" | "adopted" | "item">;

/** A pass's state while it walks one play. */
interface PlayWalk {
  playbook: Playbook;
  play: Play;
  variables: Map<string, HostVariables>;
  /** Hosts that failed: they take no further part in the pass. */
  lost: Set<string>;
  notifications: Notifications;
  changedBefore: Walking["changedBefore"];
}

/**
 * Walks all plays. Each step is one task (or one item of it) on every host of the play that is still in; it yields their actions
 * and wants their results in the same order. A host that fails a task leaves the pass. Handlers run at the end of their play, once a
 * notification, in the order they are written.
 */
export function* walk(playbook: Playbook, walking: Walking): Generator<Action[], void, RecordedResult[]> {
  const variables = new Map<string, HostVariables>();
  const lost = new Set<string>();
  for (const [index, play] of playbook.plays.entries()) {
    for (const host of play.hosts) {
      if (!variables.has(host)) variables.set(host, new HostVariables(host, { playbook, ...walking }));
    }
    const { changedBefore } = walking;
    const walk: PlayWalk = {
      playbook,
      play,
      variables,
      lost,
      notifications: new Notifications(
        play.handlers,
        (handler, host) => nameOf(handler, variables.get(host)!.scope(play)),
      ),
      changedBefore,
    };
    if (play.gatherFacts) yield* walkOn(walk, gathering(play, index));
    for (const task of play.tasks) yield* walkOn(walk, task);
    yield* runHandlers(walk);
  }
}

function* walkOn(
  walk: PlayWalk,
  task: Task,
  notified?: Map<string, number[]>,
): Generator<Action[], void, RecordedResult[]> {
  const hosts = walk.play.hosts.filter((host) => !walk.lost.has(host) && (notified?.has(host) ?? true));
  if (hosts.length === 0) return;
  const errands = hosts.map((host): Errand => {
    const ids = notified?.get(host);
    const { playbook, play, variables, notifications } = walk;
    const heard = (name: string) => notifications.knows(name, host);
    const errand = { playbook, play, task, variables: variables.get(host)!, heard };
    return ids === undefined ? errand : { ...errand, notifiedBy: ids };
  });
  for (const end of yield* walkTask(errands)) conclude(walk, end);
}

function conclude(walk: PlayWalk, end: TaskEnd): void {
  const { errand } = end;
  const { host } = errand.variables;
  if (end.failed || end.unreachable) walk.lost.add(host);
  if (errand.task.notify.length === 0) return;
  for (const [name, by] of end.notified) walk.notifications.notify(name, host, by);
  for (const action of walk.changedBefore(errand.task.path, host)) {
    // Of an adopted end only the module's own word is on record: what changed_when makes of it, the task's own result says.
    if (action.adopted && errand.task.changedWhen !== undefined) continue;
    for (const name of namesOf(action, end)) walk.notifications.notify(name, host, [action.id]);
  }
}

/** Whom an action of an earlier pass notified. Where its own item cannot tell (no_log hides it), everybody whom the task notifies now. */
function namesOf({ item }: ChangedBefore, { errand, notified: now }: TaskEnd): string[] {
  try {
    return notified(errand.task, scopeOf(item === undefined ? errand : { ...errand, item: fromPlain(item) }));
  } catch (error) {
    if (error instanceof TemplateError) return [...now.keys()];
    throw error;
  }
}

function* runHandlers(walk: PlayWalk): Generator<Action[], void, RecordedResult[]> {
  // A handler may notify another. Two that notify each other would never end: this many answers are enough for any chain.
  const most = walk.play.handlers.length * (walk.play.handlers.length + 1);
  for (let answered = 0; answered < most; answered++) {
    const next = walk.notifications.take(walk.play.hosts.filter((host) => !walk.lost.has(host)));
    if (next === undefined) return;
    yield* walkOn(walk, next.handler, next.hosts);
  }
}

function gathering(play: Play, index: number): Task {
  return {
    path: `${index}.facts`,
    name: "Gathering Facts",
    module: "setup",
    params: new Map(),
    when: [],
    vars: new Map(),
    notify: [],
    ignoreErrors: false,
    noLog: false,
    place: play.place,
  };
}
