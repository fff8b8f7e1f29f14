// Names that are notified and that no handler has: found before anything runs, where they are known.
import type { Complaints } from "../templates/complaints.ts";
import type { Handler, Step, Task } from "./playbook.ts";

/** Complains about each name that no handler hears; a name with a template is known only when it is reached. */
export function checkNotifications(steps: readonly Step[], handlers: readonly Handler[], complaints: Complaints): void {
  const known = handlers.map(taskOf).flatMap((task) => [task.name, ...task.listen ?? []]);
  if (known.some((name) => name.includes("{{"))) return;
  for (const task of [...steps, ...handlers].flatMap(tasksIn)) {
    for (const name of task.notify) {
      if (name.includes("{{") || known.includes(name)) continue;
      complaints.add(
        `The task notifies "${name}", but the play has no handler of that name: ${hint(known)}`,
        task.place,
      );
    }
  }
}

function tasksIn(step: Step): Task[] {
  if (step.kind === "block") return [...step.tasks, ...step.rescue, ...step.always].flatMap(tasksIn);
  return step.kind === "task" ? [step] : [];
}

function taskOf(handler: Handler): Task {
  return handler.kind === "include" ? handler.task : handler;
}

function hint(known: string[]): string {
  return known.length === 0 ? 'write it under "handlers"' : `it has ${known.map((name) => `"${name}"`).join(", ")}`;
}
