// Steps in order: tasks, blocks with their rescue, includes, and what meta does to the walk.
import type { Action, RecordedResult } from "../model/action.ts";
import { buildAction } from "./build_action.ts";
import { conclude } from "./end_of_task.ts";
import type { Errand } from "./errand.ts";
import { Inclusions } from "./inclusions.ts";
import { type PlayWalk, selects, type Walkers, walkers } from "./play_walk.ts";
import type { Block, Include, Meta, Step, Task } from "./playbook.ts";
import { walkTask } from "./walk_task.ts";

type Walk<Result = void> = Generator<Action[], Result, RecordedResult[]>;

/** Walks steps with those who walk them; a host that fails one takes no part in the rest. */
export function* walkSteps(steps: readonly Step[], walk: PlayWalk, by: Walkers): Walk {
  for (const step of steps) {
    if (walkers(walk, by).length === 0) return;
    if (step.kind === "block") yield* walkBlock(step, walk, by);
    else if (step.kind === "meta") yield* walkMeta(step, walk, by);
    else if (step.kind === "include") yield* walkInclude(step, walk, by);
    else yield* walkOne(step, walk, by);
  }
}

/** Runs the handlers that were notified, on those who are still in. */
export function* walkHandlers(walk: PlayWalk, by: Walkers): Walk {
  const { play, notifications } = walk;
  // A handler may notify another. Two that notify each other would never end: this many answers are enough for any chain.
  const most = play.handlers.length * (play.handlers.length + 1);
  for (let answered = 0; answered < most; answered++) {
    const next = notifications.take(walkers(walk, by));
    if (next === undefined) return;
    const told = new Set(next.hosts.keys());
    yield* walkSteps([unconditional(next.handler)], walk, { ...by, crew: told, notifiedBy: next.hosts });
    for (const host of next.hosts.keys()) if (!told.has(host)) by.crew.delete(host);
  }
  notifications.clear();
}

/** Handlers run whatever tags are asked for. */
function unconditional(step: Task | Include): Step {
  return step.kind === "include"
    ? { ...step, task: { ...step.task, tags: ["always"] }, included: { ...step.included, tags: ["always"] } }
    : { ...step, tags: ["always"] };
}

function* walkOne(task: Task, walk: PlayWalk, by: Walkers): Walk {
  if (!selects(walk, task.tags)) return;
  const errands = walkers(walk, by).map((host) => errandOf(task, host, { walk, by }));
  conclude(yield* walkTask(errands, everybody(walk)), walk, by);
}

/** Who hears what is done once for all: whoever can be reached. */
function everybody({ batch, unreachable, every }: PlayWalk): Errand["variables"][] {
  return batch.filter((host) => !unreachable.has(host)).map((host) => every.of(host));
}

function errandOf(task: Task, host: string, { walk, by }: { walk: PlayWalk; by: Walkers }): Errand {
  const { surroundings: { playbook }, play, nth: batch, every, notifications, machines } = walk;
  const heard = (name: string) => notifications.knows(name, host);
  const errand: Errand = {
    playbook,
    play,
    batch,
    task,
    variables: every.of(host),
    heard,
    rescued: by.rescued,
    machines,
  };
  const ids = by.notifiedBy?.get(host);
  return ids === undefined ? errand : { ...errand, notifiedBy: ids };
}

function* walkBlock(block: Block, walk: PlayWalk, by: Walkers): Walk {
  const began = walkers(walk, by);
  const rescues = anySelected(block.rescue, walk);
  const inside = new Set(began);
  yield* walkSteps(block.tasks, walk, { ...by, crew: inside, rescued: by.rescued || rescues });
  const fine = new Set(began.filter((host) => inside.has(host)));
  if (rescues) {
    const rescued = new Set(began.filter((host) => !inside.has(host)));
    yield* walkSteps(block.rescue, walk, { ...by, crew: rescued });
    for (const host of rescued) fine.add(host);
  }
  const atLast = new Set(began);
  yield* walkSteps(block.always, walk, { ...by, crew: atLast, atLast: true });
  for (const host of began) if (!fine.has(host) || !atLast.has(host)) by.crew.delete(host);
}

function anySelected(steps: readonly Step[], walk: PlayWalk): boolean {
  return steps.some((step) => {
    if (step.kind === "block") return anySelected([...step.tasks, ...step.rescue, ...step.always], walk);
    return selects(walk, step.kind === "include" ? step.task.tags : step.tags);
  });
}

function* walkInclude(include: Include, walk: PlayWalk, by: Walkers): Walk {
  if (!selects(walk, include.task.tags)) return;
  const inclusions = new Inclusions(include, walk.surroundings);
  const errands = walkers(walk, by).map((host): Errand => ({
    ...errandOf(include.task, host, { walk, by }),
    instead: (params, turn) => inclusions.read(host, params, turn),
  }));
  conclude(yield* walkTask(errands, everybody(walk)), walk, by);
  // What ran once is included by the host that it ran on, as in Ansible.
  for (const { steps, hosts } of inclusions.found(walk.batch)) {
    const crew = new Set(hosts.filter((each) => by.crew.has(each)));
    const began = [...crew];
    yield* walkSteps(steps, walk, { ...by, crew });
    for (const each of began) if (!crew.has(each)) by.crew.delete(each);
  }
}

/** Where one host speaks for all, it is the first, as in Ansible. */
const FOR_ALL: readonly Meta["action"][] = ["end_play", "end_batch", "clear_facts", "clear_host_errors"];

function* walkMeta(meta: Meta, walk: PlayWalk, by: Walkers): Walk {
  if (!selects(walk, meta.tags)) return;
  const task: Task = { ...meta, kind: "task", module: "meta", params: new Map() };
  const agreed: string[] = [];
  const asked = walkers(walk, by);
  for (const host of FOR_ALL.includes(meta.action) ? asked.slice(0, 1) : asked) {
    const errand = errandOf(task, host, { walk, by });
    const { settled } = buildAction({ ...errand, instead: () => ({ changed: false }) }).action;
    if (settled?.["failed"] === true) conclude(yield* walkTask([errand], []), walk, by);
    else if (settled?.["skipped"] !== true) agreed.push(host);
  }
  if (agreed.length === 0) return;
  switch (meta.action) {
    case "flush_handlers": {
      const crew = new Set(agreed);
      yield* walkHandlers(walk, { ...by, crew });
      for (const host of agreed) if (!crew.has(host)) by.crew.delete(host);
      return;
    }
    case "end_play":
      walk.ended = true;
      for (const host of walk.batch) walk.left.add(host);
      return;
    case "end_batch":
      for (const host of walk.batch) walk.left.add(host);
      return;
    case "end_host":
      for (const host of agreed) {
        walk.left.add(host);
        walk.surroundings.stage.remove(host);
      }
      return;
    case "clear_facts":
      for (const host of walk.batch) walk.every.of(host).clearFacts();
      return;
    case "clear_host_errors":
      // They are back in the plays that follow, not in this one, as in Ansible.
      for (const hosts of [walk.failed, walk.lost, walk.unreachable]) {
        for (const host of walk.batch) hosts.delete(host);
      }
      return;
    case "refresh_inventory":
    case "reset_connection":
    case "noop":
  }
}
