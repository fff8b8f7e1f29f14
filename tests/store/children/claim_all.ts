// One of several workers that want the same loops: claims what it gets, writes with each lease, and prints its loops as JSON.
import { openStore } from "../../../src/store/open_store.ts";
import { note, StillClock } from "../scratch.ts";
import { print } from "./print.ts";

const [path = "", name = ""] = Deno.args;
await using store = await openStore(path, { create: false, clock: new StillClock() });
const mine: number[] = [];
for (const { id } of await store.archive.loops({ all: true })) {
  const lease = await store.queue.claim(id, { name, leaseMs: 60_000 });
  if (lease === null) continue;
  const journal = store.journal(lease);
  const iteration = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const [row] = await journal.noteActions(iteration.id, [note(name, { status: "running" })]);
  await journal.finishAction([{ id: row!.id, status: "completed", result: { changed: true, rc: 0 } }]);
  mine.push(id);
}
print(mine);
