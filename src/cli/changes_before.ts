// What a run had changed before this process took it up: it heard nothing of it.
import type { Lease } from "../model/loop.ts";
import type { Archive } from "../ports/archive.ts";
import { actionOutcome } from "../words/outcomes.ts";

/** The run's changes on record beyond those that were `heard`, counted as a recap counts: a task once a pass and host, whatever its items. */
export async function changesBefore(archive: Archive, { loop, token }: Lease, heard: number): Promise<number> {
  // Nobody had it before; and a continuous loop goes from run to run.
  if (token === 1 || loop.mode === "continuous") return 0;
  const { iterations } = await archive.lastRuns(loop.id, 1);
  const ids = iterations.filter(({ run }) => run === loop.run).map(({ id }) => id);
  const actions = ids.length === 0 ? [] : await archive.actions({ iterations: ids, brief: true });
  const changed = actions.filter((action) => actionOutcome(action) === "changed");
  const counted = new Set(changed.map(({ id, n, host, task }) => task === null ? id : JSON.stringify([n, host, task])));
  return Math.max(0, counted.size - heard);
}
