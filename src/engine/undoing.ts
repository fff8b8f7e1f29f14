// Tasks that undo each other: the same change in two passes, one after the other.
import type { RecordedAction } from "../model/action.ts";
import type { Failure, Iteration } from "../model/iteration.ts";
import { steady } from "./steady.ts";

/**
 * Names the tasks that made the very same change in both passes, and those that changed the same things between them; null when there
 * are none. A handler only answers a change, so it is no evidence; nor is what no_log hides.
 */
export function undoing(before: Iteration, last: Iteration): string | null {
  const earlier = new Set(before.actions.filter(evident).map(change));
  const changes = last.actions.filter(evident);
  const again = changes.filter((action) => earlier.has(change(action)));
  if (again.length === 0) return null;
  const fought = new Set(again.flatMap(things));
  const involved = changes.filter((action) =>
    again.includes(action) || things(action).some((each) => fought.has(each))
  );
  const names = [
    ...new Set(involved.map(({ name, task }) => `"${name}"${task === null ? "" : ` (${place(task)})`}`)),
  ];
  const verb = names.length === 1
    ? `${
      names[0]
    } makes the same change in every pass: something puts it back, or it reports a change where there is none. ${ALWAYS}`
    : `${names.join(" and ")} undo each other: each pass makes the same changes again. ${MEANT}`;
  return `does not converge: ${verb}`;
}

/** Playbooks that take a host out of use, change it and put it back are no description of a state. */
const MEANT = "Where that is meant, as in a rolling change, run it with --once";

/** Tasks that say `changed` whenever they run cannot prove anything. */
const ALWAYS = "Where it always says so, write changed_when, or run it with --once";

/** Moments, in seconds since 1970 and as ISO writes them: what a module shows of when it ran is no other change. */
const MOMENT = /\b1\d{9}(?:\.\d+)?\b|\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?/g;

/** What a pass changed and where it failed, alike for two passes that did the same; null for one that did neither. */
export function traceOf({ actions, observations }: Iteration): string | null {
  const changes = actions.filter(evident).map(change).sort();
  const failures = steadyFailures(observations.failures ?? []);
  return changes.length + failures.length === 0 ? null : JSON.stringify([changes, failures]);
}

/** The same for people. */
export function nameTrace({ actions, observations }: Iteration): string {
  const told = (each: { name: string; host: string }) => `"${each.name}" on ${each.host}`;
  const names = new Set([
    ...actions.filter(evident).map(told),
    ...(observations.failures ?? []).map((each) => `the failure of ${told(each)}`),
  ]);
  return [...names].join(", ");
}

/** Failures that are the same tasks on the same hosts with the same words, whatever order hosts came to it in. */
export function steadyFailures(failed: readonly Failure[]): string[] {
  return failed.map(({ msg, ...of }) => JSON.stringify([of, steady(msg)])).sort();
}

function evident({ status, result, task, params }: RecordedAction): boolean {
  const handler = task?.split(".")[1] === "handlers";
  return status === "completed" && result?.changed === true && !handler && !("censored" in params);
}

function change({ host, task, item, params, diff }: RecordedAction): string {
  return JSON.stringify([host, task, item ?? null, params, JSON.stringify(diff).replace(MOMENT, "#")]);
}

/** What an action changed, as its diffs call it. */
function things({ host, diff }: RecordedAction): string[] {
  return diff.map(({ header }) => `${host} ${header}`);
}

/** `0.tasks.3.block.0` for people: play 1, task 4, block 1. */
function place(path: string): string {
  const [play, list = "", index] = path.split(".");
  const inside = [...path.matchAll(/\.(block|rescue|always|import|include(?:\(.*?\))?)\.(\d+)/g)]
    .map(([, part, at]) => `, ${part} ${Number(at) + 1}`);
  return `play ${Number(play) + 1}${index === undefined ? "" : `, ${list.replace(/s$/, "")} ${Number(index) + 1}`}${
    inside.join("")
  }`;
}
