// Commits: an action noted and started, and ended, each a transaction on disk, against bare transactions in the same mode.
import { openStore } from "../../src/store/open_store.ts";
import { bareCommits } from "./bare_commits.ts";
import type { Row } from "./measure.ts";

const ACTIONS = 1000;

export async function benchStore(folder: string): Promise<Row[]> {
  const bare = bareCommits(`${folder}/bare.db`);
  const clock = { now: () => Date.now(), monotonic: () => performance.now() };
  await using store = await openStore(`${folder}/commits.db`, { create: true, clock });
  const options = { once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask" as const };
  const { lease } = await store.queue.submit(
    { name: "bench", mode: "single", desiredState: "bench", options },
    { name: "bench", leaseMs: 60_000 },
  );
  const journal = store.journal(lease!);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const start = performance.now();
  for (let index = 0; index < ACTIONS; index++) {
    const action = {
      host: "localhost",
      module: "file",
      params: { path: `/tmp/${index}` },
      name: "touch",
      task: `0.tasks.${index}`,
    };
    const [row] = await journal.noteActions(id, [{
      action,
      verdict: "allow",
      status: "running",
      diff: [],
      result: { changed: true },
    }]);
    await journal.finishAction([{ id: row!.id, status: "completed", result: { changed: true } }]);
  }
  const ours = 2 * ACTIONS / ((performance.now() - start) / 1000);
  return [{
    what: "recorded commits (FULL)",
    ours: `${Math.round(ours)}/s`,
    baseline: `${Math.round(bare)}/s bare inserts`,
    ratio: `${Math.round(100 * ours / bare)} %`,
  }];
}
