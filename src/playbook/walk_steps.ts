// Steps in order: tasks, blocks with their rescue, includes, and what meta does to the walk.
import type { Action, RecordedResult } from "../model/action.ts";
import type { Json } from "../model/json.ts";
import { TemplateError } from "../model/errors.ts";
import { fromPlain } from "../templates/value.ts";
import { buildAction, nameOf, notified } from "./build_action.ts";
import { type Errand, scopeOf } from "./errand.ts";
import { Inclusions } from "./inclusions.ts";
import { type ChangedBefore, type PlayWalk, selects, type Walkers, walkers } from "./play_walk.ts";
import type { Block, Include, Meta, Step, Task } from "./playbook.ts";
import { type TaskEnd, walkTask } from "./walk_task.ts";

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
    yield* walkSteps([unconditional(next.handler)], walk, { crew: told, rescued: by.rescued, notifiedBy: next.hosts });
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
  for (const end of yield* walkTask(errands)) conclude(end, walk, by);
}

function errandOf(task: Task, host: string, { walk, by }: { walk: PlayWalk; by: Walkers }): Errand {
  const { surroundings: { playbook }, play, variables, notifications } = walk;
  const heard = (name: string) => notifications.knows(name, host);
  const errand: Errand = { playbook, play, task, variables: variables.get(host)!, heard, rescued: by.rescued };
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
  yield* walkSteps(block.always, walk, { ...by, crew: atLast });
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
  const ends = yield* walkTask(errands);
  for (const end of ends) conclude(end, walk, by);
  for (const { steps, hosts } of inclusions.found()) {
    // What ran once for all hosts is included by all.
    const all = hosts.flatMap((host) => ends.find((end) => end.errand.variables.host === host)?.hosts ?? []);
    const crew = new Set(all.filter((each) => by.crew.has(each)));
    const began = [...crew];
    yield* walkSteps(steps, walk, { ...by, crew });
    for (const each of began) if (!crew.has(each)) by.crew.delete(each);
  }
}

function* walkMeta(meta: Meta, walk: PlayWalk, by: Walkers): Walk {
  if (!selects(walk, meta.tags)) return;
  const task: Task = { ...meta, kind: "task", module: "meta", params: new Map() };
  const agreed: string[] = [];
  for (const host of walkers(walk, by)) {
    const errand = errandOf(task, host, { walk, by });
    const { settled } = buildAction(errand).action;
    if (settled === undefined) agreed.push(host);
    else if (settled["failed"] === true) { for (const end of yield* walkTask([errand])) conclude(end, walk, by); }
  }
  if (agreed.length === 0) return;
  switch (meta.action) {
    case "flush_handlers":
      return yield* walkHandlers(walk, by);
    case "end_play":
    case "end_batch":
      for (const host of walk.play.hosts) walk.left.add(host);
      return;
    case "end_host":
      for (const host of agreed) walk.left.add(host);
      return;
    case "clear_facts":
      for (const host of agreed) walk.variables.get(host)!.clearFacts();
      return;
    case "clear_host_errors":
      for (const host of walk.play.hosts) by.crew.add(host);
      return;
    case "noop":
  }
}

function conclude(end: TaskEnd, walk: PlayWalk, by: Walkers): void {
  const { errand, hosts } = end;
  const { task } = errand;
  for (const host of hosts) {
    if (end.unreachable) walk.unreachable.add(host);
    if (end.failed || end.unreachable) by.crew.delete(host);
    if (end.failed && by.rescued) rememberFailure(end, walk.variables.get(host)!);
    for (const [name, rows] of end.notified) walk.notifications.notify(name, host, rows);
  }
  if (task.notify.length === 0) return;
  const { host } = errand.variables;
  for (const action of walk.changedBefore(task.path, host)) {
    // Of an adopted end only the module's own word is on record: what changed_when makes of it, the task's own result says.
    if (action.adopted && task.changedWhen !== undefined) continue;
    for (const name of namesOf(action, end)) walk.notifications.notify(name, host, [action.id]);
  }
}

/** What a rescue reads of the failure that it answers. */
function rememberFailure({ errand, result }: TaskEnd, variables: Errand["variables"]): void {
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
