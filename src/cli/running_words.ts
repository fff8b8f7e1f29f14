// What runs now, task by task: on 200 hosts it is a line, not 200.
import type { ActionRow } from "../ports/archive.ts";

/** Hosts that are named of many. */
const SHOWN = 5;

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
    const hosts = actions.map(({ host }) => host ?? "?");
    const shown = hosts.slice(0, SHOWN).join(", ");
    return { name, hosts: hosts.length > SHOWN ? `${shown} and ${hosts.length - SHOWN} more` : shown, actions };
  });
}
