// One task on all hosts of its play, item by item, and what is made of the results.
import type { Action, RecordedResult } from "../model/action.ts";
import { TemplateError } from "../model/errors.ts";
import type { ModuleResult } from "../model/plan.ts";
import type { Value } from "../model/value.ts";
import { holds, templateValue } from "../templates/template.ts";
import { fromPlain, toPlain } from "../templates/value.ts";
import { buildAction, type Built, type Errand, scopeOf } from "./build_action.ts";
import type { Task } from "./playbook.ts";
import { failed, skipped } from "./task_results.ts";

/** A task's way through its items on one host. */
interface Turn {
  errand: Errand;
  /** Undefined outside a loop. */
  items: Value[] | undefined;
  /** Why there is nothing to walk: the loop is empty, cannot be evaluated, or is not wanted. */
  settled?: ModuleResult;
  results: (RecordedResult & { notify: string[] })[];
}

/** What a task came to on one host. */
export interface TaskEnd {
  errand: Errand;
  result: ModuleResult;
  /** Names and topics notified by actions that changed something, each with those actions' rows. */
  notified: Map<string, number[]>;
  failed: boolean;
  unreachable: boolean;
}

/** Walks a task: one step an item, on all hosts at once. Registers results and facts as they come. */
export function* walkTask(errands: Errand[]): Generator<Action[], TaskEnd[], RecordedResult[]> {
  const turns = errands.map(begin);
  const most = Math.max(...turns.map((turn) => turn.items?.length ?? 1), 1);
  for (let index = 0; index < most; index++) {
    const walking = turns.filter((turn) =>
      turn.settled === undefined ? index < (turn.items?.length ?? 1) : index === 0
    );
    const built = walking.map((turn) => stepOf(turn, index));
    const results = yield built.map(({ action }) => action);
    for (const [at, result] of results.entries()) note(walking[at]!, result, built[at]!);
  }
  return turns.map(end);
}

function begin(errand: Errand): Turn {
  const { task } = errand;
  if (task.loop === undefined) return { errand, items: undefined, results: [] };
  const scope = scopeOf(errand);
  try {
    const items = templateValue(task.loop, scope);
    if (!Array.isArray(items)) {
      const msg = `Invalid data passed to 'loop', it requires a list, got this instead: ${
        JSON.stringify(toPlain(items))
      }`;
      return { errand, items: [], settled: { changed: false, failed: true, msg }, results: [] };
    }
    const empty: ModuleResult = { changed: false, skipped: true, skip_reason: "No items in the list", results: [] };
    return { errand, items, results: [], ...(items.length === 0 ? { settled: empty } : {}) };
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return { errand, items: [], settled: unwanted(task, errand) ?? failed(error, task.place), results: [] };
  }
}

/** A loop over something undefined does not fail a task that `when` would have skipped, as in Ansible. */
function unwanted(task: Task, errand: Errand): ModuleResult | undefined {
  try {
    const refused = task.when.find((condition) => !holds(condition, scopeOf(errand)));
    return refused === undefined ? undefined : skipped(refused);
  } catch {
    return undefined;
  }
}

function stepOf(turn: Turn, index: number): Built {
  const item = turn.items?.[index];
  const built = buildAction(item === undefined ? turn.errand : { ...turn.errand, item });
  return turn.settled === undefined ? built : { ...built, action: { ...built.action, settled: turn.settled } };
}

function note(turn: Turn, recorded: RecordedResult, { values, notify }: Built): void {
  const { task, variables } = turn.errand;
  const { result } = recorded;
  turn.results.push({ ...recorded, notify });
  const facts = result["ansible_facts"];
  if (facts !== null && typeof facts === "object" && !Array.isArray(facts) && result["failed"] !== true) {
    // A fact that was set is the value itself: through JSON, 2.0 would come back as 2 and keys out of order.
    if (task.module === "set_fact") {
      for (const name of Object.keys(facts)) variables.setFact(name, values.get(name) ?? fromPlain(facts[name]!));
    } else variables.addFacts(facts);
  }
  if (task.register !== undefined) variables.register(task.register, fromPlain(result));
}

function end(turn: Turn): TaskEnd {
  const { errand, results } = turn;
  const result = turn.items === undefined || turn.settled !== undefined ? results[0]!.result : sumUp(results);
  if (errand.task.register !== undefined) errand.variables.register(errand.task.register, fromPlain(result));
  return {
    errand,
    result,
    notified: result["failed"] === true ? new Map() : notifiedBy(results),
    failed: results.some((each) => each.result["failed"] === true && each.action.terms?.ignoreErrors !== true),
    unreachable: results.some((each) => each.result["unreachable"] === true),
  };
}

function notifiedBy(results: Turn["results"]): Map<string, number[]> {
  const notified = new Map<string, number[]>();
  const changed = results.filter(({ result }) => result.changed && result["failed"] !== true);
  for (const { id, notify } of changed) {
    for (const name of notify) notified.set(name, [...notified.get(name) ?? [], ...(id === null ? [] : [id])]);
  }
  return notified;
}

/** A loop's registered result, as Ansible's. */
function sumUp(results: RecordedResult[]): ModuleResult {
  const each = results.map(({ result, action }) => ({
    ...result,
    item: action.item ?? null,
    ansible_loop_var: "item",
  }));
  const failures = each.some((result) => (result as ModuleResult)["failed"] === true);
  const skips = each.every((result) => (result as ModuleResult)["skipped"] === true);
  return {
    results: each,
    changed: each.some((result) => result.changed),
    failed: failures,
    ...(skips ? { skipped: true } : {}),
    msg: failures ? "One or more items failed" : skips ? "All items skipped" : "All items completed",
  };
}
