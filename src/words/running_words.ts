// What runs now, task by task: on 200 hosts it is a line, not 200.
import type { ActionRow } from "../ports/archive.ts";
import { fewNames } from "./few_names.ts";

/** One task of them. */
export interface RunningTask {
  name: string;
  /** `web1, web2 and 23 more`. */
  hosts: string;
  /** In the order in which they were noted; at least one. */
  actions: ActionRow[];
}

/** Actions that run, by the task's name. */
export function runningWords(running: readonly ActionRow[]): RunningTask[] {
  const byName = Map.groupBy(running, ({ name, module }) => name ?? module);
  return [...byName].map(([name, actions]) => {
    return { name, hosts: fewNames(actions.map(({ host }) => host ?? "?")), actions };
  });
}
