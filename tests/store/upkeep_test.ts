// Upkeep: what is old goes and what is needed stays, the file shrinks, copies are whole.
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../../src/model/errors.ts";
import type { Lease } from "../../src/model/loop.ts";
import type { Removed } from "../../src/ports/upkeep.ts";
import type { Store } from "../../src/store/open_store.ts";
import { memoryFiles } from "../fakes/memory_files.ts";
import { claimed, note, Scratch, submission } from "./scratch.ts";

const DAY = 24 * 3600 * 1000;
const keep = { outputsMs: 30 * DAY, historyMs: 400 * DAY };
const owner = { name: "worker", leaseMs: 30_000 };

async function pruneAll(store: Store): Promise<Removed> {
  const total: Removed = { outputs: 0, events: 0, iterations: 0, actions: 0, notifications: 0 };
  for (let more = true; more;) {
    const step = await store.upkeep.pruneStep(keep);
    for (const kind of Object.keys(total) as (keyof Removed)[]) total[kind] += step.removed[kind];
    more = step.more;
  }
  return total;
}

/** A continuous loop, claimed, that has read a playbook. */
async function continuous(store: Store): Promise<Lease> {
  return (await store.queue.submit({ ...submission, mode: "continuous", interval: 60 }, owner)).lease!;
}

/** One run with one deed that says something long, and the next one's lease. */
async function run(scratch: Scratch, store: Store, lease: Lease, output: string): Promise<Lease> {
  const journal = store.journal(lease);
  store.keptFiles(lease, memoryFiles({ "/srv/site.yml": "the playbook" })).readText("/srv/site.yml");
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const [row] = await journal.noteActions(id, [note("0.tasks.0", { status: "running" })]);
  await journal.finishAction([{ id: row!.id, status: "completed", result: { changed: true, stdout: output } }]);
  await journal.closeIteration(id, { phase: "completed", converged: false });
  const ended = { status: "completed" as const, reason: "converged" };
  await store.queue.release(lease, { kind: "next run", at: scratch.clock.ms, reason: "every 60 s", ended });
  return (await store.queue.claimNext(owner))!;
}

const long = (seed: number) => `${seed} `.repeat(5000);
const count = (scratch: Scratch, table: string, where = "1") =>
  Number(scratch.raw().prepare(`SELECT count(*) AS n FROM ${table} WHERE ${where}`).get()?.n);

Deno.test("Upkeep.pruneStep() takes outputs and the feed after their time, and history much later", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  let lease = await continuous(store);
  for (let seed = 0; seed < 5; seed++) lease = await run(scratch, store, lease, long(seed));
  assert.deepEqual(await pruneAll(store), { outputs: 0, events: 0, iterations: 0, actions: 0, notifications: 0 });
  scratch.clock.ms += 31 * DAY;
  lease = await run(scratch, store, lease, long(4));
  const first = await pruneAll(store);
  assert.equal(first.outputs, 4, "the fifth was said again, and the playbook is being read");
  assert.ok(first.events >= 20);
  assert.equal(first.iterations, 0);
  assert.equal(count(scratch, "outputs"), 2);
  assert.equal(count(scratch, "events", `at < '${new Date(scratch.clock.ms - keep.outputsMs).toISOString()}'`), 0);
  scratch.clock.ms += 390 * DAY;
  const second = await pruneAll(store);
  assert.deepEqual([second.iterations, second.actions], [5, 5]);
  assert.equal(count(scratch, "iterations"), 1);
  assert.equal(count(scratch, "actions"), 1);
});

Deno.test("Upkeep.pruneStep() leaves a loop's newest iteration, what asks a human, and the run that goes on", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const asking = await claimed(store);
  const journal = store.journal(asking);
  const { id: answered } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const question = { kind: "question" as const, text: "Go on?", options: ["yes", "no"], about: "call:1" };
  const decision = { kind: "ask" as const, reasoning: "a task asks", questions: [question as never] };
  await journal.noteDecision(answered, "playbook", decision, []);
  await journal.closeIteration(answered, { phase: "unfinished", converged: false });
  let going = await continuous(store);
  for (let seed = 0; seed < 3; seed++) going = await run(scratch, store, going, "short");
  const goesOn = store.journal(going);
  const { id: early } = await goesOn.openIteration({ fresh: true, decidedBy: "playbook" });
  await goesOn.noteActions(early, [note("0.tasks.0", { status: "completed", result: { changed: true } })]);
  await goesOn.closeIteration(early, { phase: "unfinished", converged: false });
  await goesOn.openIteration({ fresh: false, decidedBy: "playbook" });
  const { id: ended } = (await store.queue.submit(submission, owner)).lease!.loop;
  scratch.raw().exec(`
    INSERT INTO iterations (loop_id, n, phase, run, completed_at) VALUES (${ended}, 1, 'completed', 1, '2026-01-01');
    INSERT INTO iterations (loop_id, n, phase, run, completed_at) VALUES (${ended}, 2, 'completed', 1, '2026-01-01');
    UPDATE loops SET status = 'completed', lease_owner = NULL WHERE id = ${ended};
    INSERT INTO iterations (loop_id, n, phase, run, completed_at) VALUES (${asking.loop.id}, 2, 'completed', 2, '2026-01-01');
    UPDATE loops SET run = 2 WHERE id = ${asking.loop.id}`);
  scratch.clock.ms += 500 * DAY;
  await pruneAll(store);
  const left = scratch.raw().prepare("SELECT loop_id, n FROM iterations ORDER BY loop_id, n").all();
  assert.deepEqual(left.map((row) => ({ ...row })), [
    { loop_id: asking.loop.id, n: 1 },
    { loop_id: asking.loop.id, n: 2 },
    { loop_id: going.loop.id, n: 4 },
    { loop_id: going.loop.id, n: 5 },
    { loop_id: ended, n: 2 },
  ]);
  assert.equal(count(scratch, "prompts"), 1);
  assert.deepEqual(await store.upkeep.verify(), []);
});

Deno.test("Upkeep.pruneStep() takes all old notifications behind one that is still to be delivered, as it foresees", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const insert = scratch.raw().prepare(
    `INSERT INTO notifications (event_id, loop_id, kind, target, body, status, created_at)
     VALUES (1, 1, 'failed', 'command:true', '{}', ?, '2026-01-01T00:00:00.000Z')`,
  );
  for (let n = 0; n < 250; n++) insert.run(n === 0 ? "pending" : "delivered");
  assert.equal((await store.upkeep.foresee(keep)).notifications, 249);
  assert.equal((await pruneAll(store)).notifications, 249);
  assert.equal(count(scratch, "notifications", "status = 'pending'"), 1);
});

Deno.test("Upkeep.pruneStep() goes on beside a loop whose sources are damaged", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  await run(scratch, store, await continuous(store), long(1));
  const { id } = await store.queue.submit(submission);
  scratch.raw().prepare("UPDATE loops SET sources = '{half' WHERE id = ?").run(id);
  scratch.clock.ms += 31 * DAY;
  const removed = await pruneAll(store);
  assert.ok(removed.outputs > 0 && removed.events > 0);
  assert.deepEqual(await store.upkeep.foresee(keep), {
    outputs: 0,
    events: 0,
    iterations: 0,
    actions: 0,
    notifications: 0,
  });
});

Deno.test("Upkeep.pruneStep() leaves drifts longer than the actions that put them right, and open ones", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { loop } = await continuous(store);
  const drift = (corrected: string | null) =>
    scratch.raw().prepare(
      `INSERT INTO drifts (loop_id, run, host, name, module, first_seen_at, last_seen_at, corrected_at)
      VALUES (?, 1, 'web1', 'motd', 'copy', '2020-01-01', '2020-01-01', ?)`,
    ).run(loop.id, corrected);
  drift("2020-01-01");
  drift("2026-10-01");
  drift(null);
  await pruneAll(store);
  assert.deepEqual((await store.archive.drifts({})).map(({ correctedAt }) => correctedAt), ["2026-10-01", null]);
});

Deno.test("Upkeep.pruneStep() ends when its time is over, and says that there is more", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  scratch.raw().exec(`WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 1000)
    INSERT INTO events (at, loop_id, kind) SELECT '2020-01-01', 1, 'claimed' FROM c`);
  let now = 0;
  scratch.clock.monotonic = () => now += 3;
  const step = await store.upkeep.pruneStep(keep);
  assert.ok(step.removed.events > 0 && step.removed.events < 1000, `${step.removed.events} rows in one step`);
  assert.equal(step.more, true);
  assert.equal((await pruneAll(store)).events, 1000 - step.removed.events);
});

Deno.test("Upkeep.pruneStep() makes the file smaller, a few pages at a time", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  scratch.raw().exec(`WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c WHERE i < 400)
    INSERT INTO outputs SELECT hex(randomblob(32)), 20000, 'plain', randomblob(20000), '2020-01-01' FROM c`);
  const size = () => {
    scratch.raw().prepare("PRAGMA wal_checkpoint(TRUNCATE)").all();
    return Deno.statSync(scratch.path).size;
  };
  const before = size();
  assert.equal((await pruneAll(store)).outputs, 400);
  const after = size();
  assert.ok(before > 6_000_000 && after < before / 3, `${before} bytes before, ${after} after`);
});

Deno.test("Upkeep.backup() makes a whole copy for its owner only, of what is committed up to then, while others write", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  await run(scratch, store, await continuous(store), long(1));
  const writer = scratch.raw();
  writer.exec("BEGIN IMMEDIATE; UPDATE loops SET name = 'uncommitted'");
  const target = `${scratch.folder}/copy.db`;
  const { bytes } = await store.upkeep.backup(target);
  writer.exec("ROLLBACK");
  assert.equal(bytes, (await Deno.stat(target)).size);
  assert.equal(scratch.mode("copy.db"), 0o600);
  const copy = await scratch.open({ create: false, path: target });
  assert.deepEqual(copy.notices, []);
  assert.deepEqual((await copy.archive.loops({ all: true })).map(({ name }) => name), ["site"]);
  assert.deepEqual(await copy.upkeep.verify(), []);
  assert.deepEqual(scratch.names().filter((name) => name.includes("partial")), []);
});

Deno.test("Upkeep.backup() refuses a path where something is, and leaves it", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const target = `${scratch.folder}/copy.db`;
  scratch.write("mine", target);
  await assert.rejects(
    store.upkeep.backup(target),
    (error) => error instanceof StoreError && /is there already/.test(error.message),
  );
  assert.equal(await Deno.readTextFile(target), "mine");
  await assert.rejects(store.upkeep.backup(`${scratch.folder}/none/copy.db`), StoreError);
  assert.deepEqual(scratch.names().filter((name) => name.includes("partial")), []);
});

Deno.test("Upkeep.backup() never takes the database's own place, by whatever name it is open", async () => {
  await using scratch = new Scratch();
  await (await scratch.open()).close();
  const link = `${scratch.folder}/link.db`;
  await Deno.symlink(scratch.path, link);
  const { ino } = await Deno.stat(scratch.path);
  const store = await scratch.open({ path: link });
  await assert.rejects(
    store.upkeep.backup(scratch.path, { replace: true }),
    (error) => error instanceof StoreError && /loops\.db is the database itself/.test(error.message),
  );
  assert.equal((await Deno.stat(scratch.path)).ino, ino);
});

Deno.test("Upkeep.sizes() tells the bytes on disk", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { file, wal } = await store.upkeep.sizes();
  assert.equal(file, (await Deno.stat(scratch.path)).size);
  assert.equal(wal, (await Deno.stat(`${scratch.path}-wal`)).size);
});

Deno.test("Upkeep.pruneStep() leaves what a paused loop was read from, however long it waits", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await continuous(store);
  const files = () => store.keptFiles(lease, memoryFiles({ "/srv/site.yml": "the playbook" }));
  files().readText("/srv/site.yml");
  await store.journal(lease).openIteration({ fresh: true, decidedBy: "playbook" });
  const suspension = { by: "anna", reason: "disk swap", until: null };
  await store.queue.release(lease, { kind: "suspended", suspension });
  scratch.clock.ms += 300 * DAY;
  assert.equal((await pruneAll(store)).outputs, 0);
  await store.queue.resume(lease.loop.id, "anna");
  const again = (await store.queue.claimNext(owner))!;
  const kept = store.keptFiles(again, memoryFiles({ "/srv/site.yml": "another by now" }));
  assert.equal(kept.readText("/srv/site.yml"), "the playbook");
});

Deno.test("Upkeep.pruneStep() leaves what the actions of a paused run said, however long it waits", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const said = { changed: true, rc: 0, stdout: long(1), stderr: long(2) };
  await journal.noteActions(id, [note("0.tasks.0", { status: "completed", result: said })]);
  await journal.closeIteration(id, { phase: "unfinished", converged: false });
  await store.queue.release(lease, { kind: "paused", reason: "a task asks a human" });
  scratch.clock.ms += 40 * DAY;
  assert.equal((await store.upkeep.foresee(keep)).outputs, 0);
  assert.equal((await pruneAll(store)).outputs, 0);
  const again = (await store.queue.claim(lease.loop.id, owner, { evenIf: ["paused"] }))!;
  const [iteration] = await store.journal(again).history();
  assert.equal(iteration!.actions[0]!.result!["stdout"], long(1));
  assert.equal(iteration!.actions[0]!.result!["stderr"], long(2));
  await store.queue.release(again, { kind: "done", status: "failed", reason: "given up" });
  assert.equal((await store.upkeep.foresee(keep)).outputs, 2);
  assert.equal((await pruneAll(store)).outputs, 2);
});

Deno.test("Upkeep.pruneStep() takes briefs and replies after their time, but no reply that a run may still need", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const ask = async (lease: Lease, what: string) => {
    const journal = store.journal(lease);
    const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
    const call = { purpose: "decide" as const, attempt: 1, model: "m", brief: `brief ${what}` };
    const reply = { text: long(Number(what)), tokensIn: 1, tokensOut: 1, costUsd: null };
    const row = await journal.beginCall(id, call);
    await journal.endCall(row, { status: "answered", reply });
    await journal.noteObservations(id, { looks: {} }, [
      { rule: "r", condition: "c", outcome: "no match", approved: true, hosts: [], reasoning: "" },
    ]);
    await journal.noteDecision(id, "model", { kind: "look", reasoning: "", probes: [] }, []);
    await journal.abandonIteration(id, { error: "stopped", carry: [] });
    return row;
  };
  const waiting = await claimed(store);
  const needed = await ask(waiting, "1");
  await store.queue.release(waiting, { kind: "paused", reason: "asks" });
  const ended = await claimed(store, "other");
  const done = await ask(ended, "2");
  await ask(ended, "3");
  await store.queue.release(ended, { kind: "done", status: "failed", reason: "" });
  scratch.clock.ms += 31 * DAY;
  const foreseen = await store.upkeep.foresee(keep);
  const pruned = await pruneAll(store);
  assert.deepEqual([pruned.outputs, foreseen.outputs], [5, 5]);
  const calls = await store.archive.modelCalls([1, 2, 3]);
  assert.deepEqual(calls.map(({ reply }) => reply === long(1)), [true, false, false]);
  assert.match(calls[1]?.reply ?? "", /^2 2 2 .*\n\[\d+ bytes left out\]\n/);
  assert.deepEqual(await Promise.all([needed, done].map((call) => store.archive.brief(call))), [undefined, undefined]);
  const again = (await store.queue.claim(1, owner, { evenIf: ["paused"] }))!;
  assert.equal((await store.journal(again).history())[0]?.calls[0]?.reply, long(1));
  assert.deepEqual(await store.upkeep.verify(), []);
  scratch.clock.ms += 400 * DAY;
  await pruneAll(store);
  assert.deepEqual(["model_calls", "rule_results", "iterations"].map((table) => count(scratch, table)), [2, 2, 2]);
  assert.deepEqual(await store.upkeep.verify(), []);
});

Deno.test("a content that a run reads anew while it is being pruned stays", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await run(scratch, store, await continuous(store), "short");
  await store.queue.release(lease, { kind: "done", status: "completed", reason: "over" });
  scratch.clock.ms += 40 * DAY;
  const again = await continuous(store);
  store.keptFiles(again, memoryFiles({ "/srv/site.yml": "the playbook" })).readText("/srv/site.yml");
  await store.journal(again).openIteration({ fresh: true, decidedBy: "playbook" });
  // Its loop ends, so that nothing but its use keeps it.
  await store.queue.release(again, { kind: "done", status: "completed", reason: "over" });
  assert.equal((await pruneAll(store)).outputs, 0);
  using file = new DatabaseSync(scratch.path);
  assert.equal(file.prepare("SELECT count(*) AS n FROM outputs").get()?.n, 1);
});
