// One pass through a playbook, in order, as Ansible walks it. Pure: it yields the actions of each step and is told their results.
import { FORKS } from "../model/forks.ts";
import type { Action, RecordedResult } from "../model/action.ts";
import { TemplateError } from "../model/errors.ts";
import type { JsonObject } from "../model/json.ts";
import type { Entrance, Passwords, Reach } from "../model/way.ts";
import type { Dict } from "../model/value.ts";
import type { Files } from "../ports/files.ts";
import type { Inventory } from "../ports/inventory.ts";
import { fromPlain } from "../templates/value.ts";
import { batchesOf } from "./batches.ts";
import { boundAgain } from "./bind_hosts.ts";
import { nameOf } from "./build_action.ts";
import { entranceOf } from "./entrance.ts";
import { EveryHost } from "./every_host.ts";
import { Notifications } from "./notifications.ts";
import type { Play, Playbook } from "./playbook.ts";
import type { ChangedBefore, PlayWalk } from "./play_walk.ts";
import { EVERYTHING, type Selection } from "./selection.ts";
import { Stage } from "./stage.ts";
import type { HostVariables, Surroundings } from "./variables.ts";
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
  /** Whether something secret stands in a text: it is in no path of a task, for these are on record. Default: nothing is. */
  isSecret?: (text: string) => boolean;
  /**
   * A task's actions that changed something on a host in the unfinished passes that this one completes: their
   * notifications stand, even where the task now has nothing to do or its loop no longer names the item.
   */
  changedBefore(task: string, host: string): ChangedBefore[];
}

/**
 * Walks all plays, batch after batch. Each step is one task (or one item of it, or one attempt) on every host of the batch that is still in; it
 * yields their actions and wants their results in the same order. A host that fails a task goes to its block's rescue, or leaves the pass. Handlers
 * run after pre_tasks, tasks and post_tasks, once a notification, in the order they are written. Where all hosts of a batch failed, or a failure is
 * one for all, the pass ends, as ansible-playbook does. An empty step: tasks that are included cannot be read; they are read once more after it, for the
 * modules that they name may be known by then.
 */
export function* walk(playbook: Playbook, walking: Walking): Generator<Action[], void, RecordedResult[]> {
  const surroundings = surroundingsOf(playbook, walking);
  const every = new EveryHost(surroundings);
  const [lost, unreachable] = [new Set<string>(), new Set<string>()];
  for (const play of playbook.plays) for (const host of play.hosts) every.of(host);
  for (const each of playbook.plays) {
    const { inventory, limit, extraVars } = surroundings;
    const grown = inventory !== undefined && inventory !== walking.inventory;
    const play = grown ? boundAgain(each, inventory, { limit, extraVars }) : each;
    if (play.hosts.length === 0) continue;
    for (const [at, batch] of batchesOf(play, surroundings.extraVars).entries()) {
      surroundings.stage.enter(batch, { all: play.hosts, lost: [...lost, ...unreachable] });
      const before = batch.filter((host) => lost.has(host) || unreachable.has(host)).length;
      const walk = batchWalk({ play, batch, nth: at + 1, every, lost, unreachable }, walking);
      yield* walkBatch(walk);
      for (const host of walk.failed) lost.add(host);
      const gone = batch.filter((host) => lost.has(host) || unreachable.has(host)).length;
      if (walk.fatal || gone - before === batch.length) return;
      if (walk.ended) break;
    }
  }
}

function surroundingsOf(playbook: Playbook, walking: Walking): Surroundings {
  const { files, checkMode, diffMode = false, selection = EVERYTHING, extraVars = {} } = walking;
  const { inventory, reach = {}, passwords = {}, limit, forks = FORKS, isSecret = () => false } = walking;
  return {
    playbook,
    checkMode,
    diffMode,
    selection,
    extraVars: fromPlain(extraVars) as Dict,
    files,
    inventory,
    reach,
    passwords,
    limit,
    forks,
    stage: new Stage(),
    isSecret,
  };
}

function batchWalk(
  from: Pick<PlayWalk, "play" | "batch" | "nth" | "every" | "lost" | "unreachable">,
  { changedBefore }: Walking,
): PlayWalk {
  const { play, batch, every, unreachable } = from;
  const notifications = new Notifications(
    play.handlers,
    (handler, host) => nameOf(handler.kind === "include" ? handler.task : handler, () => every.of(host).scope(play)),
  );
  const machines = () => batch.filter((host) => !unreachable.has(host)).flatMap((host) => known(every.of(host), play));
  return {
    ...from,
    surroundings: every.surroundings,
    notifications,
    changedBefore,
    machines,
    failed: new Set(),
    left: new Set(),
    ended: false,
    fatal: false,
    abrupt: false,
  };
}

/** How a play enters a host, where that is known: the task that cannot be done says so. */
function known(variables: HostVariables, play: Play): Entrance[] {
  try {
    return [entranceOf({ variables, scope: variables.scope(play), words: play.entry })];
  } catch (error) {
    if (error instanceof TemplateError) return [];
    throw error;
  }
}

function* walkBatch(walk: PlayWalk): Generator<Action[], void, RecordedResult[]> {
  const { play, batch, lost, unreachable } = walk;
  const crew = new Set(batch.filter((host) => !lost.has(host)));
  if (play.gathering !== undefined) yield* walkSteps([play.gathering], walk, { crew, rescued: false });
  for (const steps of [play.preTasks, play.tasks, play.postTasks]) {
    yield* walkSteps(steps, walk, { crew, rescued: false });
    if (play.forceHandlers && !walk.abrupt) {
      const heard = new Set(batch.filter((host) => !unreachable.has(host)));
      yield* walkHandlers(walk, { crew: heard, rescued: false, atLast: true });
    } else yield* walkHandlers(walk, { crew, rescued: false });
  }
}
