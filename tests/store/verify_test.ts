// Verify: a sound record has nothing to say, and each thing that must not be is told.
import assert from "node:assert/strict";
import { type Damage, testDamages } from "./damages.ts";
import { claimed, note, Scratch, submission } from "./scratch.ts";

/** A loop at work with a closed and an open iteration, one action in each; and one that has ended. */
async function recorded(scratch: Scratch) {
  const store = await scratch.open();
  const lease = await claimed(store);
  const journal = store.journal(lease);
  for (const last of [false, true]) {
    const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
    const [row] = await journal.noteActions(id, [note("0.tasks.0", { status: "running" })]);
    if (last) break;
    await journal.finishAction([{ id: row!.id, status: "completed", result: { changed: true } }]);
    await journal.closeIteration(id, { phase: "completed", converged: false });
  }
  await store.queue.submit(submission);
  return store;
}

Deno.test("Upkeep.verify() has nothing to say of a record in the middle of its work, nor of the original's", async () => {
  await using scratch = new Scratch();
  assert.deepEqual(await (await recorded(scratch)).upkeep.verify(), []);
  await using legacy = new Scratch();
  legacy.legacy();
  const store = await legacy.open({ create: false });
  legacy.raw().exec("PRAGMA foreign_keys = OFF; UPDATE actions SET iteration_id = 999 WHERE id = 1");
  assert.deepEqual(await store.upkeep.verify(), []);
});

const wrong: Damage[] = [
  {
    sql: "DROP INDEX iterations_numbered; UPDATE iterations SET n = 1",
    says: /^Number 1 of loop 1 was used for two iterations$/,
  },
  { sql: "UPDATE iterations SET completed_at = NULL", says: /^Loop 1 has two open iterations$/ },
  {
    sql: "UPDATE iterations SET completed_at = NULL",
    says: /^Iteration 1 of loop 1 is open, and a later one was begun$/,
  },
  { sql: "UPDATE iterations SET run = 7", says: /^Iteration 1 of loop 1 belongs to a run that has not begun$/ },
  {
    sql: "UPDATE actions SET status = 'running', completed_at = NULL; UPDATE loops SET run = 2 WHERE id = 1",
    says: /^Action 1 of iteration 1 of loop 1 is running although its run has ended$/,
  },
  {
    sql: "UPDATE loops SET status = 'blocked', lease_owner = NULL WHERE id = 1",
    says: /^Action 2 of iteration 2 of loop 1 is running although its run has ended$/,
  },
  { sql: "UPDATE actions SET completed_at = NULL", says: /^Action 1 .* has ended at no time$/ },
  {
    sql: "UPDATE actions SET completed_at = '2026'",
    says: /^Action 2 .* has not ended and has a time at which it did$/,
  },
  { sql: "UPDATE actions SET started_at = NULL", says: /^Action 2 .* is running without having been started$/ },
  {
    sql: "UPDATE actions SET status = 'denied' WHERE id = 1",
    says: /^Action 1 .* was denied, and started$/,
  },
  {
    sql: `UPDATE iterations SET decided_by = 'model', decision = '{"kind":"act","actions":[{}]}'; DELETE FROM actions`,
    says: /^Iteration 2 of loop 1 is a decision to act without its actions$/,
  },
  {
    sql: "UPDATE iterations SET repeats = 3",
    says: /^Iteration 1 of loop 1 stands for several quiet runs and has actions$/,
  },
  { sql: "UPDATE loops SET status = 'pending'", says: /^Loop 1 \(site\) .* is leased without being at work$/ },
  { sql: "UPDATE loops SET lease_expires_at = NULL", says: /^Loop 1 .* is leased without an end of the lease$/ },
  {
    sql: `UPDATE loops SET status = 'completed' WHERE id = 2;
      INSERT INTO prompts (loop_id, prompt_text, status) VALUES (2, 'Go on?', 'pending')`,
    says: /^Loop 2 .* has ended with an open question$/,
  },
  { sql: "UPDATE loops SET status = 'cancelled' WHERE id = 1", says: /^Loop 1 .* has ended with an open iteration$/ },
  {
    sql: "UPDATE loops SET status = 'waiting', next_run_at = NULL",
    says: /^Loop 2 .* waits without a time to come back$/,
  },
  {
    sql: "INSERT INTO host_leases (machine, uid, host, loop_id, loop_token) VALUES ('m', 'u', 'web1', 2, 0)",
    says: /^Machine m \(web1\) is held by a loop that is not at work$/,
  },
  {
    sql: "INSERT INTO hosts (loop_id, hostname, status) VALUES (1, 'web1', 'unknown'), (1, 'web1', 'unknown')",
    says: /^Host web1 of loop 1 \(site\) is on record twice$/,
  },
  {
    sql: "INSERT INTO host_facts (host_id, facts) VALUES (1, '{}')",
    says: /^Host localhost of loop 1 \(site\) has facts of no time$/,
  },
  {
    sql: "PRAGMA foreign_keys = OFF; INSERT INTO host_facts (host_id, facts) VALUES (7, '{}')",
    says: /^Row 7 of host_facts refers to a missing row of hosts$/,
  },
  {
    sql: `INSERT INTO drifts (loop_id, run, host, name, module, first_seen_at, last_seen_at, corrected_at)
      VALUES (1, 1, 'h', 'n', 'm', '2026', '2026', '2025')`,
    says: /^Drift 1 of loop 1 was put right before it was seen$/,
  },
  {
    sql: `INSERT INTO notifications (event_id, loop_id, kind, target, body, status, created_at)
      VALUES (1, 1, 'prompt', 'command:x', '{}', 'delivered', '2026')`,
    says: /^Notification 1 was delivered without a time$/,
  },
  {
    sql: "PRAGMA foreign_keys = OFF; UPDATE actions SET iteration_id = 99 WHERE id = 1",
    says: /^Row 1 of actions refers to a missing row of iterations$/,
  },
];

testDamages(wrong, recorded);

Deno.test("Upkeep.verify() tells of five rows of a kind, and how many there are more", async () => {
  await using scratch = new Scratch();
  const store = await recorded(scratch);
  scratch.raw().exec(`WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 12)
    INSERT INTO loops (name, status, mode) SELECT 'l', 'waiting', 'single' FROM c`);
  const told = await store.upkeep.verify();
  assert.equal(told.length, 6);
  assert.match(told[5]!, /^and 7 more/);
  scratch.raw().exec(
    `PRAGMA foreign_keys = OFF; WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 8)
    INSERT INTO host_facts (host_id, facts) SELECT 100 + i, '{}' FROM c`,
  );
  assert.match((await store.upkeep.verify())[5] ?? "", /^and 3 more that refer to missing ones$/);
});

Deno.test("Upkeep.verify() tells that the file is damaged", async () => {
  await using scratch = new Scratch();
  const store = await recorded(scratch);
  const page = Number(
    scratch.raw().prepare("SELECT rootpage AS n FROM sqlite_schema WHERE name = 'iterations_in_order'").get()?.n,
  );
  scratch.raw().prepare("PRAGMA wal_checkpoint(TRUNCATE)").all();
  await store.close();
  const bytes = scratch.bytes();
  // The number of entries on the page of an index.
  bytes.fill(0, (page - 1) * 4096 + 3, (page - 1) * 4096 + 5);
  scratch.write(bytes);
  const again = await scratch.open({ create: false });
  assert.match((await again.upkeep.verify())[0] ?? "", /^The file is damaged: /);
});
