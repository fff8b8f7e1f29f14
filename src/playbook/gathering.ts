// Whether a play gathers facts: written so, or something in it may read them.
import { stepsOf } from "./growth.ts";
import type { Inherited, Play, Step, Task } from "./playbook.ts";

/** The task that gathers facts. As in Ansible it runs whatever tags are asked for, unless the play has tags of its own. */
export function gatheringTask(
  play: Omit<Play, "gathering">,
  { path, inside }: { path: string; inside: Inherited },
): Task {
  return {
    kind: "task",
    ...inside,
    path,
    name: "Gathering Facts",
    module: "setup",
    params: new Map(),
    notify: [],
    tags: play.tags.length === 0 ? ["always"] : play.tags,
    gathers: true,
    place: play.place,
  };
}

/**
 * The plays, where one may read facts of another one's hosts: those for other hosts that come before it gather, too, if they do not say
 * whether they do. `hostvars` names other hosts, and what a template or an included file reads is not known yet.
 */
export function gatheringForOthers(plays: readonly Play[]): Play[] {
  return plays.map(({ mayGather, ...play }, at) => {
    if (mayGather === undefined) return play;
    const own = JSON.stringify(play.pattern);
    const asked = plays.slice(at + 1).some((later) => JSON.stringify(later.pattern) !== own && mayReadOthers(later));
    return asked ? { ...play, gathering: mayGather } : play;
  });
}

function mayReadOthers(play: Play): boolean {
  const names = (text: string) => /\bhostvars\b/.test(text);
  return anyText([...play.vars], names) || play.varsFiles.length > 0 || mayRead(stepsOf(play), names);
}

/** Variables that look like facts and are not. */
const MAGIC =
  /^ansible_(check_mode|diff_mode|version|play_\w+|playbook_python|loop\w*|index_var|managed|verbosity|connection|host|user|port|inventory_sources|run_tags|skip_tags|search_path|forks|become\w*|ssh_\w+|sudo_\w+|su_\w+|doas_\w+|password|private_key_file|timeout|delegated_vars|failed_\w+|config_file|limit|role_names)$/;

/** Whether something in a play may read facts. */
export function mayReadFacts(play: Omit<Play, "gathering">): boolean {
  const has = (text: string) => factsIn(text).length > 0;
  return anyText([[...play.vars], play.varsFiles.map(({ names }) => names)], has) || mayRead(stepsOf(play), has);
}

/** Whether a text in these steps is such a one. What a file says is not known yet: an include, or a file of variables, may read anything. */
function mayRead(steps: readonly Step[], is: (text: string) => boolean): boolean {
  return steps.some((step) => {
    if (step.kind === "include") return true;
    if (step.kind === "block") return mayRead([...step.tasks, ...step.rescue, ...step.always], is);
    if (step.kind === "meta") return anyText(step.when, is);
    return /(^|\.)(template|include_vars)$/.test(step.module) || anyText(wordsOf(step), is);
  });
}

function wordsOf(task: Task): unknown {
  return [
    ...[task.name, task.params, task.vars, task.when, task.loop?.over ?? null, task.changedWhen ?? null],
    ...[task.failedWhen ?? null, task.notify, task.environment, task.until?.conditions ?? null, task.tags],
    ...[task.noLog, task.ignoreErrors, task.checkMode ?? null, task.loop?.label ?? null, task.delegateTo],
    ...[Object.values(task.entry), task.runOnce, task.includeParams.map(({ values }) => values)],
  ];
}

function anyText(value: unknown, is: (text: string) => boolean): boolean {
  return texts(value).some(is);
}

function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (value instanceof Map) return [...value].flatMap(([key, each]) => [...texts(key), ...texts(each)]);
  return Array.isArray(value) ? value.flatMap(texts) : [];
}

/** What looks like a fact, or may hold one, in a text. */
export function factsIn(text: string): string[] {
  return (text.match(/\b(ansible_\w+|hostvars|vars\b(?=\s*\[))/g) ?? []).filter((name) => !MAGIC.test(name));
}
