// One pass through a playbook, in order, as Ansible walks it. Pure: it yields the actions of each step and is told their results.
import type { Action, RecordedAction, RecordedResult } from "../model/action.ts";
import { TemplateError } from "../model/errors.ts";
import { templateValue } from "../templates/template.ts";
import { type Errand, scopeOf } from "./build_action.ts";
import { Notifications } from "./notifications.ts";
import type { Play, Playbook, Task } from "./playbook.ts";
import { failed } from "./task_results.ts";
import { HostVariables, type Surroundings } from "./variables.ts";
import { type TaskEnd, walkTask } from "./walk_task.ts";

/** What a pass is told besides the playbook. */
export interface Walking extends Omit<Surroundings, "playbook"> {
  /**
   * A task's actions that changed something on a host in the unfinished passes that this one completes: their
   * notifications stand, even where the task now has nothing to do or its loop no longer names the item.
   */
  changedBefore(task: string, host: string): Pick<RecordedAction, "id" | "adopted">[];
}

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
      notifications: new Notifications(play.handlers),
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
    const { playbook, play, variables } = walk;
    return { playbook, play, task, variables: variables.get(host)!, ...(ids === undefined ? {} : { notifiedBy: ids }) };
  });
  for (const end of yield* walkTask(errands)) conclude(walk, end);
}

function conclude(walk: PlayWalk, end: TaskEnd): void {
  const { errand, result } = end;
  const { host } = errand.variables;
  if (end.failed || end.unreachable) walk.lost.add(host);
  // Of an adopted end only the module's own word is on record: what changed_when makes of it, the task's own result says.
  const before = walk.changedBefore(errand.task.path, host)
    .filter(({ adopted }) => !adopted || errand.task.changedWhen === undefined).map(({ id }) => id);
  const changed = result.changed && result["failed"] !== true;
  if (!changed && before.length === 0) return;
  for (const name of errand.task.notify) {
    walk.notifications.notify(nameIn(name, errand), host, [...before, ...end.changedBy]);
  }
}

function nameIn(name: string, errand: Errand): string {
  try {
    return String(templateValue(name, scopeOf(errand)));
  } catch (error) {
    if (error instanceof TemplateError) throw new TemplateError(String(failed(error, errand.task.place)["msg"]));
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
