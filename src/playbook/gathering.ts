// Whether a play gathers facts: written so, or something in it may read them.
import type { Inherited, Play, Step, Task } from "./playbook.ts";

/**
 * The task that gathers facts; undefined where none is wanted. As in Ansible it runs whatever tags are asked for, unless the play
 * has tags of its own.
 */
export function gatheringFacts(
  play: Omit<Play, "gathering">,
  { path, written, inside }: { path: string; written: boolean | undefined; inside: Inherited },
): Task | undefined {
  if (!(written ?? mayReadFacts(play))) return undefined;
  return {
    kind: "task",
    ...inside,
    path,
    name: "Gathering Facts",
    module: "setup",
    params: new Map(),
    notify: [],
    tags: play.tags.length === 0 ? ["always"] : play.tags,
    place: play.place,
  };
}

/** Variables that look like facts and are not. */
const MAGIC =
  /^ansible_(check_mode|diff_mode|version|play_\w+|playbook_python|loop\w*|index_var|managed|verbosity|connection|host|user|port|inventory_sources|run_tags|skip_tags|search_path|forks|become\w*|failed_\w+|config_file|limit|role_names)$/;

function mayReadFacts({ vars, varsFiles, preTasks, tasks, postTasks, handlers }: Omit<Play, "gathering">): boolean {
  return reads([...vars]) || reads(varsFiles.map(({ names }) => names)) ||
    [preTasks, tasks, postTasks, handlers].some((list) => list.some(stepReads));
}

/** What a file says is not known yet: an include, or a file of variables, may read anything. */
function stepReads(step: Step): boolean {
  if (step.kind === "include") return true;
  if (step.kind === "block") return [...step.tasks, ...step.rescue, ...step.always].some(stepReads);
  if (step.kind === "meta") return reads(step.when);
  return /(^|\.)(template|include_vars)$/.test(step.module) || reads([
    ...[step.name, step.params, step.vars, step.when, step.loop?.over ?? null, step.changedWhen ?? null],
    ...[step.failedWhen ?? null, step.notify, step.environment, step.until?.conditions ?? null, step.tags],
    ...[step.noLog, step.ignoreErrors, step.checkMode ?? null, step.loop?.label ?? null],
  ]);
}

function reads(value: unknown): boolean {
  if (typeof value === "string") return factsIn(value).length > 0;
  if (value instanceof Map) return [...value].some(([key, each]) => reads(key) || reads(each));
  return Array.isArray(value) && value.some(reads);
}

/** What looks like a fact, or may hold one, in a text. */
export function factsIn(text: string): string[] {
  return (text.match(/\b(ansible_\w+|hostvars|vars\b(?=\s*\[))/g) ?? []).filter((name) => !MAGIC.test(name));
}
