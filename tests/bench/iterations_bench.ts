// Runs of continuous loops on stand-in hosts: claim, one pass, release, each commit on disk; one, twenty and two hundred loops at once.
import { implicitInventory } from "../fakes/implicit_inventory.ts";
import { loadModules } from "../../src/app.ts";
import { runLoop } from "../../src/engine/run_loop.ts";
import { parsePlaybook } from "../../src/playbook/parse.ts";
import { openStore, type Store } from "../../src/store/open_store.ts";
import { localFiles } from "../../src/transports/local_files.ts";
import { chargeOf } from "../engine/charge_of.ts";
import { bareCommits } from "./bare_commits.ts";
import type { Row } from "./measure.ts";
import { hereEntrances } from "../fakes/entrances.ts";

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const never = new AbortController().signal;
/** Of one run: claimed, opened, closed, given back. */
const COMMITS = 4;
const RUNS = 1200;

export async function benchIterations(folder: string): Promise<Row[]> {
  const file = `${folder}/one.yml`;
  await Deno.writeTextFile(file, "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug: {msg: quiet}\n");
  const rows: Row[] = [];
  for (const loops of [1, 20, 200]) {
    const db = `${folder}/iterations-${loops}.db`;
    await using store = await openStore(db, { create: true, clock });
    const ids: number[] = [];
    for (let n = 0; n < loops; n++) {
      const options = { file, once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask" as const };
      const submission = { name: `loop${n}`, mode: "continuous" as const, desiredState: file, interval: 1, options };
      ids.push((await store.queue.submit(submission)).id);
    }
    const began = performance.now();
    await Promise.all(ids.map((id) => turns(store, id, Math.ceil(RUNS / loops))));
    const ours = RUNS / ((performance.now() - began) / 1000);
    const bare = bareCommits(`${folder}/bare-${loops}.db`);
    rows.push({
      what: `recorded runs, ${loops} ${loops === 1 ? "loop" : "loops at once"}`,
      ours: `${Math.round(ours)}/s`,
      baseline: `${Math.round(bare / COMMITS)}/s ${COMMITS} bare inserts each`,
      ratio: `${Math.round(100 * ours * COMMITS / bare)} %`,
    });
  }
  return rows;
}

async function turns(store: Store, id: number, times: number): Promise<void> {
  const modules = await loadModules();
  for (let turn = 0; turn < times; turn++) {
    const lease = await store.queue.claim(id, { name: "bench", leaseMs: 60_000 }, { evenIf: ["waiting"] });
    if (lease === null) throw new Error("the loop cannot be claimed");
    const files = store.keptFiles(lease, localFiles());
    const next = await runLoop(chargeOf(lease), {
      journal: store.journal(lease),
      modules,
      shells: { get: () => Promise.reject(new Error("no host is asked")), drop: () => {} },
      entrances: hereEntrances,
      inventory: implicitInventory(),
      hosts: store.hostLeases(lease),
      held: () => Promise.resolve(),
      files,
      events: { emit: () => {} },
      clock,
      policy: { rules: [] },
      wait: () => Promise.resolve(),
      decides: { by: "playbook", playbook: parsePlaybook(lease.loop.options!.file!, { modules, files }) },
      unrecorded: new Map(),
      temporary: new Map(),
    }, { stop: never, signal: never });
    if (next.kind !== "done" || next.status !== "completed") throw new Error(`it ended ${JSON.stringify(next)}`);
    const ended = { status: "completed" as const, reason: next.reason };
    await store.queue.release(lease, { kind: "next run", at: Date.now(), reason: "every second", ended });
  }
}
