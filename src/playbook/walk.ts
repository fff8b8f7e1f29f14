// One pass through a playbook, in order, as Ansible walks it. Pure: it yields the actions of each step and is told their results.
import type { Action, RecordedResult } from "../model/action.ts";
import type { JsonObject } from "../model/json.ts";
import type { Passwords, Reach } from "../model/way.ts";
import type { Dict } from "../model/value.ts";
import type { Files } from "../ports/files.ts";
import type { Inventory } from "../ports/inventory.ts";
import { fromPlain } from "../templates/value.ts";
import { nameOf } from "./build_action.ts";
import { Notifications } from "./notifications.ts";
import type { Playbook } from "./playbook.ts";
import type { ChangedBefore, PlayWalk } from "./play_walk.ts";
import { EVERYTHING, type Selection } from "./selection.ts";
import { HostVariables, type Surroundings } from "./variables.ts";
import { walkHandlers, walkSteps } from "./walk_steps.ts";

/** What a pass is told besides the playbook. */
export interface Walking {
  checkMode: boolean;
  /** For lookups, files of variables and included tasks. */
  files: Files;
  /** `--diff`. Default false. */
  diffMode?: boolean;
  /** `--tags` and `--skip-tags`. Default everything. */
  selection?: Selection;
  /** `--extra-vars`. Default none. */
  extraVars?: JsonObject;
  /** Hosts, groups and their variables. Default the implicit localhost. */
  inventory?: Inventory;
  /** How hosts are entered where inventory and playbook say nothing. */
  reach?: Reach;
  /** What a human typed for this process. */
  passwords?: Passwords;
  /** `--limit` and `--forks`, for the variables that tell them. */
  limit?: string;
  forks?: number;
  /**
   * A task's actions that changed something on a host in the unfinished passes that this one completes: their
   * notifications stand, even where the task now has nothing to do or its loop no longer names the item.
   */
  changedBefore(task: string, host: string): ChangedBefore[];
}

/**
 * Walks all plays. Each step is one task (or one item of it, or one attempt) on every host of the play that is still in; it yields
 * their actions and wants their results in the same order. A host that fails a task goes to its block's rescue, or leaves the
 * pass. Handlers run after pre_tasks, tasks and post_tasks, once a notification, in the order they are written.
 */
export function* walk(playbook: Playbook, walking: Walking): Generator<Action[], void, RecordedResult[]> {
  const { changedBefore, files, checkMode } = walking;
  const { selection = EVERYTHING, extraVars = {}, diffMode = false } = walking;
  const surroundings: Surroundings = {
    playbook,
    checkMode,
    diffMode,
    selection,
    extraVars: fromPlain(extraVars) as Dict,
    files,
  };
  const variables = new Map<string, HostVariables>();
  const lost = new Set<string>();
  const unreachable = new Set<string>();
  for (const play of playbook.plays) {
    for (const host of play.hosts) {
      if (variables.has(host)) continue;
      variables.set(host, new HostVariables(host, surroundings, (other) => variables.get(other)));
    }
    const notifications = new Notifications(
      play.handlers,
      (handler, host) =>
        nameOf(handler.kind === "include" ? handler.task : handler, () => variables.get(host)!.scope(play)),
    );
    const crew = new Set(play.hosts.filter((host) => !lost.has(host)));
    const walk: PlayWalk = {
      surroundings,
      play,
      variables,
      notifications,
      changedBefore,
      unreachable,
      left: new Set(),
    };
    if (play.gathering !== undefined) yield* walkSteps([play.gathering], walk, { crew, rescued: false });
    for (const steps of [play.preTasks, play.tasks, play.postTasks]) {
      yield* walkSteps(steps, walk, { crew, rescued: false });
      const heard = play.forceHandlers ? new Set(play.hosts.filter((host) => !unreachable.has(host))) : crew;
      yield* walkHandlers(walk, { crew: heard, rescued: false });
    }
    for (const host of play.hosts) if (!crew.has(host)) lost.add(host);
  }
}
