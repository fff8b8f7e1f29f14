// What was done on hosts one after another, as tasks: the same call on many hosts is one. Pure.
import type { JsonObject } from "../model/json.ts";
import type { Become } from "../model/way.ts";
import { sortedKeys } from "../templates/sorted_keys.ts";

/** A module call that was done on one host. */
export interface DoneCall {
  /** Calls of one decision share it: only these are put together. */
  batch: number;
  host: string;
  module: string;
  params: JsonObject;
  name: string;
  become?: Become;
  /** What a look says of it now: nothing to do, no look can tell, or why not (a sentence). */
  stands: "holds" | "cannot tell" | { differs: string };
}

/** The same call on all its hosts. */
export interface DoneTask extends Omit<DoneCall, "host" | "batch"> {
  hosts: string[];
}

/** Modules that only read, or only speak: a playbook of what was done needs none of them. */
const READERS = ["assert", "debug", "fail", "find", "getent", "ping", "setup", "slurp", "stat"];

/**
 * Tasks in the order in which they were first done. On each host the order stays as it was; between hosts only calls of one decision are
 * moved together. A call that was done again later stands where it was done first.
 */
export function doneTasks(calls: readonly DoneCall[]): DoneTask[] {
  const tasks: (DoneTask & { batch: number; key: string })[] = [];
  const seen = new Set<string>();
  /** The last task of each host. */
  const reached = new Map<string, number>();
  for (const { batch, host, ...call } of calls) {
    if (READERS.includes(call.module)) continue;
    const key = JSON.stringify(sortedKeys([call.module, call.params, { ...call.become }, call.stands]));
    const once = JSON.stringify([host, key]);
    if (seen.has(once)) continue;
    seen.add(once);
    const after = reached.get(host) ?? -1;
    const same = tasks.findIndex((task, index) => index > after && task.batch === batch && task.key === key);
    if (same >= 0) tasks[same]!.hosts.push(host);
    else tasks.push({ batch, key, hosts: [host], ...call });
    reached.set(host, same >= 0 ? same : tasks.length - 1);
  }
  return tasks.map(({ batch: _batch, key: _key, ...task }) => task);
}
