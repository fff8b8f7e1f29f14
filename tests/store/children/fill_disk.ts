// Writes until the disk is full, makes room, writes on, and prints what it met as JSON. The folder holds `ballast`.
import { openStore } from "../../../src/store/open_store.ts";
import { claimed, note, StillClock } from "../scratch.ts";
import { print } from "./print.ts";

const [folder = ""] = Deno.args;
const path = `${folder}/loops.db`;
await using store = await openStore(path, { create: true, clock: new StillClock() });
const journal = store.journal(await claimed(store));
const iteration = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
let committed = 0;
const write = async () => {
  const stdout = String(committed).padEnd(20_000, "x");
  await journal.noteActions(iteration.id, [
    note(`${committed}`, { status: "completed", result: { changed: true, stdout } }),
  ]);
  committed++;
};
let met: unknown;
while (met === undefined && committed < 1000) await write().catch((error) => met = error);
const { name, message, hint } = met as Error & { hint?: string };
const kept = (await journal.history())[0]?.actions.length;
const before = committed;
await Deno.remove(`${folder}/ballast`);
await write();
const after = (await journal.history())[0]?.actions.length;
print({ name, message, hint, before, kept, after });
