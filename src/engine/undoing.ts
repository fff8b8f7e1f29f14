// Tasks that undo each other: the same change in two passes, one after the other.
import type { RecordedAction } from "../model/action.ts";
import type { Iteration } from "../model/iteration.ts";

/** Names the tasks that made the very same change in both passes; null when there are none. */
export function undoing(before: Iteration, last: Iteration): string | null {
  const earlier = new Set(before.actions.filter(changed).map(change));
  const again = last.actions.filter((action) => changed(action) && earlier.has(change(action)));
  const names = [...new Set(again.map(({ name, task }) => `"${name}"${task === null ? "" : ` (${place(task)})`}`))];
  if (names.length === 0) return null;
  const verb = names.length === 1
    ? `${
      names[0]
    } makes the same change in every pass: something puts it back, or it reports a change where there is none`
    : `${names.join(" and ")} undo each other: each pass makes the same changes again`;
  return `does not converge: ${verb}`;
}

function changed({ status, result }: RecordedAction): boolean {
  return status === "completed" && result?.changed === true;
}

function change({ host, task, item, params, diff }: RecordedAction): string {
  return JSON.stringify([host, task, item ?? null, params, diff]);
}

/** `0.tasks.3` for people: play 1, task 4. */
function place(path: string): string {
  const [play, list, index] = path.split(".");
  if (index === undefined) return `play ${Number(play) + 1}`;
  return `play ${Number(play) + 1}, ${list === "handlers" ? "handler" : "task"} ${Number(index) + 1}`;
}
