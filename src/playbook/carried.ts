// What a play takes from the plays before it: an increment is walked on its own and would not find it.
import { type Place } from "../model/errors.ts";
import { factsIn } from "./gathering.ts";
import type { Play, Playbook, Step, Task } from "./playbook.ts";

/** A variable that is not there when its play is walked alone. */
export interface Carried {
  /** Positions of the plays, from 0. */
  play: number;
  from: number;
  /** The variable; undefined for facts that only the earlier play gathers. */
  name?: string;
  /** They are facts of other hosts, read through `hostvars`. */
  ofOthers?: true;
  place: Place;
}

/**
 * Variables that a play reads and an earlier one registers or sets, and facts that only an earlier one gathers. What stands in files
 * that are read on the way (templates, included tasks) is not known yet and not found.
 */
export function carriedVariables({ plays }: Playbook): Carried[] {
  return plays.flatMap((play, at) => {
    const earlier = plays.slice(0, at);
    const own = made(play);
    const reads = readsOf(play);
    return earlier.flatMap((before, from): Carried[] => {
      const names = [...made(before)].filter((name) => reads.has(name) && !own.has(name));
      const carried = names.map((name) => ({ play: at, from, name, place: reads.get(name)! }));
      const facts = [...reads].find(([name]) => factsIn(name).length > 0 && !own.has(name));
      const gathers = play.gathering === undefined && before.gathering !== undefined;
      const others = reads.get(OF_OTHERS);
      const elsewhere = JSON.stringify(before.pattern) !== JSON.stringify(play.pattern);
      if (others !== undefined && before.gathering !== undefined && elsewhere) {
        return [...carried, { play: at, from, place: others, ofOthers: true }];
      }
      return facts === undefined || !gathers ? carried : [...carried, { play: at, from, place: facts[1] }];
    });
  });
}

/** Names that a play's tasks and its own words give a value to. */
function made(play: Play): Set<string> {
  const tasks = tasksOf(play);
  const names = [
    ...[...play.vars.keys()],
    ...tasks.flatMap(({ task: { vars, register, loop, includeParams } }) => [
      ...vars.keys(),
      ...includeParams.flatMap(({ values }) => [...values.keys()]),
      ...register === undefined ? [] : [register],
      ...loop === undefined ? [] : [loop.loopVar, ...loop.indexVar === undefined ? [] : [loop.indexVar]],
    ]),
    ...tasks.filter(({ task }) => /(^|\.)set_fact$/.test(task.module)).flatMap(({ task }) => [...task.params.keys()]),
  ];
  return new Set(names.map(String));
}

/** Names that a play's templates and conditions read, each with the first task that does. */
function readsOf(play: Play): Map<string, Place> {
  const found = new Map<string, Place>();
  const read = (value: unknown, place: Place, expression: boolean) => {
    const names = [...namesIn(value, expression), ...readsOthers(value) ? [OF_OTHERS] : []];
    for (const name of names) if (!found.has(name)) found.set(name, place);
  };
  read([play.vars, play.varsFiles.map(({ names }) => names)], play.place, false);
  for (const { task, place } of tasksOf(play)) {
    read([task.name, task.params, task.vars, task.loop?.over, task.loop?.label, task.environment], place, false);
    read([task.notify, task.tags, task.noLog, task.ignoreErrors, task.checkMode], place, false);
    read([task.when, task.changedWhen, task.failedWhen, task.until?.conditions], place, true);
    // Modules that take an expression without braces.
    if (/(^|\.)(assert|debug)$/.test(task.module)) read([task.params.get("that"), task.params.get("var")], place, true);
  }
  return found;
}

/** Stands among the names for facts of other hosts. */
const OF_OTHERS = "facts of other hosts";

function readsOthers(value: unknown): boolean {
  if (typeof value === "string") return /\bhostvars\b[^{}]*\bansible_/.test(value);
  if (value instanceof Map) return [...value.values()].some(readsOthers);
  return Array.isArray(value) && value.some(readsOthers);
}

function tasksOf({ gathering, preTasks, tasks, postTasks, handlers }: Play): { task: Task; place: Place }[] {
  const steps = [...gathering === undefined ? [] : [gathering], ...preTasks, ...tasks, ...postTasks, ...handlers];
  return steps.flatMap(inStep);
}

function inStep(step: Step): { task: Task; place: Place }[] {
  if (step.kind === "block") return [...step.tasks, ...step.rescue, ...step.always].flatMap(inStep);
  if (step.kind === "meta") return [];
  const task = step.kind === "include" ? step.task : step;
  return [{ task, place: task.place }];
}

/** Names in the expressions of a value; attributes, filters, keywords and what stands in quotes are none. */
function namesIn(value: unknown, expression: boolean): string[] {
  if (value instanceof Map) return [...value].flatMap(([, each]) => namesIn(each, expression));
  if (Array.isArray(value)) return value.flatMap((each) => namesIn(each, expression));
  if (typeof value !== "string") return [];
  const expressions = [...value.matchAll(/\{\{(.*?)\}\}|\{%(.*?)%\}/gs)].map(([, one, other]) => one ?? other ?? "");
  if (expressions.length === 0 && expression) expressions.push(value);
  return expressions.flatMap((text) =>
    text.replaceAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"/gs, "''").match(
      /(?<!\w)(?<![.|]\s*)[A-Za-z_]\w*\b(?!\s*=[^=])/g,
    ) ?? []
  );
}
