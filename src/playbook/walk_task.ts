// One task on all hosts of its play, item by item and attempt by attempt, and what is made of the results.
import type { Action, RecordedResult } from "../model/action.ts";
import type { ModuleResult } from "../model/plan.ts";
import { truthy } from "../templates/compare.ts";
import { holds, templateValue } from "../templates/template.ts";
import { fromPlain } from "../templates/value.ts";
import { buildAction, type Built } from "./build_action.ts";
import { type Errand, type LoopTurn, scopeOf } from "./errand.ts";
import { bypassesHosts, grow } from "./growth.ts";
import { keep, type Receivers } from "./keep_result.ts";
import { type ItemResult, sumUp } from "./sum_up.ts";
import { failed, skipped } from "./task_results.ts";
import { turnsOf } from "./loop_turns.ts";

/** A task's course through its items on one host. */
interface Course {
  errand: Errand;
  /** Hosts whose variables hear of the results: all where it runs once for all. */
  receivers: Receivers;
  /** Undefined outside a loop. */
  turns: LoopTurn[] | undefined;
  pauseSeconds: number;
  /** Most attempts; undefined without `until`. */
  attempts: number | undefined;
  delaySeconds: number;
  /** Why there is nothing to walk: the loop is empty, cannot be evaluated, or is not wanted. */
  settled?: ModuleResult;
  results: ItemResult[];
  /** Hosts that it holds for. */
  hosts: string[];
  once: boolean;
}

/** What a task came to on one host. */
export interface TaskEnd {
  errand: Errand;
  /** Hosts that it holds for. */
  hosts: string[];
  result: ModuleResult;
  results: readonly ItemResult[];
  /** Names and topics notified by actions that changed something, each with those actions' rows. */
  notified: Map<string, number[]>;
  failed: boolean;
  /** Its host cannot be reached and is out. */
  unreachable: boolean;
  /** It was done on one host for all. */
  once: boolean;
}

/**
 * Walks a task: one step an item, on all hosts at once. Registers results and facts as they come; `everybody` hears what is done once for all.
 */
export function* walkTask(
  errands: Errand[],
  everybody: Receivers,
): Generator<Action[], TaskEnd[], RecordedResult[]> {
  const courses = coursesOf(errands, everybody);
  const most = Math.max(...courses.map((course) => course.turns?.length ?? 1), 1);
  for (let index = 0; index < most; index++) {
    // What one item could not reach, the others cannot either.
    const walking = courses.filter((course) =>
      course.settled === undefined ? index < (course.turns?.length ?? 1) && !isLost(course) : index === 0
    );
    yield* attempt(walking, index);
  }
  return courses.map(end);
}

/** One item on all hosts, again on those that want another attempt. */
function* attempt(walking: Course[], index: number): Generator<Action[], void, RecordedResult[]> {
  for (let number = 1; walking.length > 0; number++) {
    let built = walking.map((course) => stepOf(course, index, number));
    if (built.some(unread)) {
      yield [];
      built = built.map((each, at) => unread(each) ? stepOf(walking[at]!, index, number) : each);
    }
    const results = yield built.map(({ action }) => action);
    const again: Course[] = [];
    for (const [at, result] of results.entries()) {
      const course = walking[at]!;
      if (result.action.settled === undefined && result.action.terms?.retry?.again(result.result) === true) {
        again.push(course);
      } else note(course, result, { built: built[at]!, index });
    }
    walking = again;
  }
}

/** Whether a file of tasks could not be read. */
function unread({ action }: Built): boolean {
  return action.module === "include_tasks" && action.settled?.["failed"] === true;
}

function coursesOf(errands: Errand[], everybody: Receivers): Course[] {
  const [first] = errands;
  if (first === undefined) return [];
  const once = runsOnce(first);
  if (!once && !bypassesHosts(first.task.module)) return errands.map((errand) => begin(errand, [errand.variables]));
  return [{
    ...begin(first, once ? everybody : [first.variables]),
    hosts: errands.map(({ variables }) => variables.host),
    once: true,
  }];
}

function isLost({ results }: Course): boolean {
  return results.some(leaves);
}

/** Whether a result takes its host out: it cannot be reached, and nothing says that this is no matter. */
function leaves({ result, action }: RecordedResult): boolean {
  return result["unreachable"] === true && action.terms?.ignoreUnreachable !== true;
}

/** Where it cannot be worked out, it runs everywhere and fails there. */
function runsOnce(errand: Errand): boolean {
  try {
    return truthy(templateValue(errand.task.runOnce, scopeOf(errand)));
  } catch {
    return false;
  }
}

function begin(errand: Errand, receivers: Receivers): Course {
  const { task } = errand;
  const course: Course = {
    errand,
    receivers,
    turns: undefined,
    pauseSeconds: 0,
    attempts: undefined,
    delaySeconds: 0,
    results: [],
    hosts: [errand.variables.host],
    once: false,
  };
  try {
    const scope = scopeOf(errand);
    if (task.until !== undefined) {
      const retries = Number(templateValue(task.until.retries, scope));
      const delay = Number(templateValue(task.until.delay, scope));
      course.attempts = retries > 0 ? Math.floor(retries) + 1 : 1;
      course.delaySeconds = delay < 0 ? 1 : delay;
    }
    if (task.loop === undefined) return course;
    const turns = turnsOf(task.loop, scope);
    return "settled" in turns ? { ...course, turns: [], ...turns } : { ...course, ...turns };
  } catch (error) {
    return { ...course, turns: [], settled: unwanted(errand) ?? failed(error, task.place) };
  }
}

/** A loop over something undefined does not fail a task that `when` would have skipped, as in Ansible. */
function unwanted(errand: Errand): ModuleResult | undefined {
  try {
    const refused = errand.task.when.find((condition) => !holds(condition, scopeOf(errand)));
    return refused === undefined ? undefined : skipped(refused);
  } catch {
    return undefined;
  }
}

function stepOf(course: Course, index: number, number: number): Built {
  const turn = course.turns?.[index];
  const wait = number > 1 ? course.delaySeconds : index > 0 ? course.pauseSeconds : 0;
  const built = buildAction({
    ...course.errand,
    ...(turn === undefined ? {} : { turn }),
    ...(course.attempts === undefined ? {} : { attempt: { number, most: course.attempts } }),
    ...(wait > 0 ? { waitSeconds: wait } : {}),
  });
  const { action } = built;
  const terms = course.once && action.terms !== undefined ? { terms: { ...action.terms, runOnce: true } } : {};
  const settled = course.settled === undefined ? {} : { settled: course.settled };
  return { ...built, action: { ...action, ...terms, ...settled } };
}

function note(course: Course, recorded: RecordedResult, { built, index }: { built: Built; index: number }): void {
  course.results.push({ ...recorded, notify: built.notify, turn: course.turns?.[index] });
  const { values, factsOf } = built;
  const { task, variables } = course.errand;
  grow(recorded.result, { module: task.module, values, variables });
  keep(recorded.result, { task: course.errand.task, values, receivers: course.receivers, factsOf });
}

function end({ errand, receivers, turns, settled, results, hosts, once }: Course): TaskEnd {
  const result = turns === undefined || settled !== undefined ? results[0]!.result : sumUp(results);
  const { register } = errand.task;
  if (register !== undefined) { for (const variables of receivers) variables.register(register, fromPlain(result)); }
  return {
    errand,
    hosts,
    once,
    result,
    results,
    notified: result["failed"] === true ? new Map() : notifiedBy(results),
    failed: results.some((each) => each.result["failed"] === true && each.action.terms?.ignoreErrors !== true),
    unreachable: results.some(leaves),
  };
}

function notifiedBy(results: Course["results"]): Map<string, number[]> {
  const notified = new Map<string, number[]>();
  const changed = results.filter(({ result }) => result.changed && result["failed"] !== true);
  for (const { id, notify } of changed) {
    for (const name of notify) notified.set(name, [...notified.get(name) ?? [], ...(id === null ? [] : [id])]);
  }
  return notified;
}
