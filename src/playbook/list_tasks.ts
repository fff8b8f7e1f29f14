// What a playbook would walk, without walking it: --list-tasks and --list-tags.
import { pyStr } from "../templates/python_text.ts";
import type { Value } from "../model/value.ts";
import type { Play, Playbook, Step } from "./playbook.ts";
import { isSelected, type Selection } from "./selection.ts";

/** One play with the tasks that tags let through. */
export interface ListedPlay {
  name: string;
  /** The parts of what `hosts` says, as written. */
  pattern: string[];
  hosts: string[];
  tags: string[];
  tasks: ListedTask[];
}

export interface ListedTask {
  /** As written: templates are not filled in. */
  name: string;
  module: string;
  /** Its own and those of what it stands in, sorted. */
  tags: string[];
  file: string;
  line: number | undefined;
  /** Stands in a block's rescue or always; ansible-playbook does not list it. */
  part?: "rescue" | "always";
}

/** Plays and tasks in the order they are walked, as ansible-playbook lists them: handlers, facts and what include_tasks reads are left out. */
export function listTasks({ plays }: Playbook, selection: Selection): ListedPlay[] {
  return plays.map((play) => ({
    name: play.name,
    pattern: [play.pattern].flat().map(pyStr),
    hosts: play.hosts,
    tags: texts(play.tags),
    tasks: stepsOf(play).flatMap(listed).filter(({ tags }) => isSelected(tags, selection)),
  }));
}

function stepsOf({ preTasks, tasks, postTasks }: Play): Step[] {
  return [...preTasks, ...tasks, ...postTasks];
}

function listed(step: Step): ListedTask[] {
  if (step.kind === "block") {
    const part = (steps: Step[], part: "rescue" | "always") => steps.flatMap(listed).map((task) => ({ ...task, part }));
    return [...step.tasks.flatMap(listed), ...part(step.rescue, "rescue"), ...part(step.always, "always")];
  }
  if (step.kind === "meta") {
    return [{ name: step.name, module: "meta", tags: texts(step.tags), file: step.place.file, line: step.place.line }];
  }
  const { name, module, tags, place } = step.kind === "include" ? step.task : step;
  return [{ name, module, tags: texts(tags), file: place.file, line: place.line }];
}

function texts(tags: readonly Value[]): string[] {
  return [...new Set(tags.map(pyStr))].sort();
}
