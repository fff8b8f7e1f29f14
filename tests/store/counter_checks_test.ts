import assert from "node:assert/strict";
import { type Damage, testDamages } from "./damages.ts";
import type { Store } from "../../src/store/open_store.ts";
import { asking, claimed, note, Scratch } from "./scratch.ts";

/** One of everything that is counted. */
async function recorded(scratch: Scratch): Promise<Store> {
  const store = await scratch.open();
  await asking(store, ["go on?"]);
  await store.queue.answer(1, "yes", "anna");
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
  const call = await journal.beginCall(id, { purpose: "decide", attempt: 1, model: "m", brief: "b" });
  await journal.endCall(call, { status: "failed", problem: "no", ms: 1 });
  const [row] = await journal.noteActions(id, [note("0", { status: "running", diff: [] })]);
  await journal.finishAction([{ id: row!.id, status: "completed", result: { changed: true } }]);
  await journal.closeIteration(id, { phase: "completed", converged: false, reached: { web1: { error: null } } });
  await store.queue.release(lease, { kind: "done", status: "failed", reason: "no" });
  scratch.raw().exec(`INSERT INTO drifts (loop_id, run, host, name, module, first_seen_at, last_seen_at)
    VALUES (2, 1, 'web1', 'motd', 'copy', '2026-11-01', '2026-11-01')`);
  return store;
}

const damages: Damage[] = [
  {
    sql: "UPDATE counters SET value = 0 WHERE name = 'actions'",
    says: /^The end of actions \{"module":"command","status":"completed"\} is counted less often than it is on record$/,
  },
  { sql: "DELETE FROM counters WHERE name = 'iterations'", says: /^Iterations that have ended are counted less often/ },
  { sql: "UPDATE counters SET value = 0 WHERE name = 'drifts'", says: /^Drifts are counted less often/ },
  { sql: "UPDATE counters SET value = 0 WHERE name = 'answers'", says: /^Answers are counted less often/ },
  { sql: "DELETE FROM counters WHERE name = 'calls'", says: /^Questions to models are counted less often/ },
  {
    sql: "UPDATE counters SET value = value + 1 WHERE name = 'ended loops'",
    says: /^Loops that are failed are counted wrongly$/,
  },
  {
    sql:
      "DROP TRIGGER counted_born; INSERT INTO loops (name, status, mode, created_at) VALUES ('x', 'completed', 'single', '2026')",
    says: /^Loops that are completed are counted wrongly$/,
  },
  { sql: "DELETE FROM host_names", says: /^Host web1 has no line of its own$/ },
];

testDamages(damages, recorded);

Deno.test("Upkeep.verify() finds nothing wrong with counters that were kept", async () => {
  await using scratch = new Scratch();
  assert.deepEqual(await (await recorded(scratch)).upkeep.verify(), []);
});
