// Actions that go on running on hosts that are away: past the end of their iteration, never past the end of their run.
import assert from "node:assert/strict";
import type { Release } from "../../src/model/loop.ts";
import type { Journal } from "../../src/ports/journal.ts";
import type { Store } from "../../src/store/open_store.ts";
import { claimed, news, note, Scratch, takenOver } from "./scratch.ts";

const pass = { fresh: true, decidedBy: "playbook" as const };
const unfinished = { phase: "unfinished" as const, converged: false };
const DAY = 24 * 3600 * 1000;

/** A pass in which the first action ended and the other two did not. */
async function begun(journal: Journal): Promise<{ iteration: number; ids: [number, number] }> {
  const { id } = await journal.openIteration(pass);
  const rows = await journal.noteActions(id, ["a", "b", "c"].map((task) => note(task, { status: "running" })));
  await journal.finishAction([{ id: rows[0]!.id, status: "completed", result: { changed: true } }]);
  return { iteration: id, ids: [rows[1]!.id, rows[2]!.id] };
}

async function left(scratch: Scratch) {
  const store = await scratch.open();
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const { iteration, ids } = await begun(journal);
  await journal.closeIteration(iteration, { ...unfinished, away: ids });
  return { store, lease, journal, iteration, ids };
}

async function statuses({ archive }: Store, iteration: number) {
  return (await archive.actions({ iterations: [iteration] })).map(({ status }) => status);
}

Deno.test("Journal.closeIteration() leaves running what is named as away, and nothing else", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  const { iteration, ids } = await begun(journal);
  const close = (away: number[]) => journal.closeIteration(iteration, { ...unfinished, away });
  await assert.rejects(close([ids[0]]), /cannot be closed: action 3 is still running/);
  await close(ids);
  assert.deepEqual(await statuses(store, iteration), ["completed", "running", "running"]);
  const [first] = await journal.history();
  assert.deepEqual(first?.actions.map(({ status }) => status), ["completed", "running", "running"]);
  assert.notEqual(first?.completedAt, null);
  assert.deepEqual(await store.upkeep.verify(), []);
});

Deno.test("Journal.finishAction() ends an action whose iteration is closed, also under a later lease", async () => {
  await using scratch = new Scratch();
  const { store, lease, journal, iteration, ids } = await left(scratch);
  await journal.openIteration({ ...pass, fresh: false });
  await journal.finishAction([{ id: ids[0], status: "failed", result: { changed: false, rc: 2 }, adopted: true }]);
  const later = store.journal(await takenOver(store, lease));
  await later.finishAction([{ id: ids[1], status: "completed", result: { changed: true } }]);
  assert.deepEqual(await statuses(store, iteration), ["completed", "failed", "completed"]);
  assert.deepEqual(await store.upkeep.verify(), []);
});

Deno.test("Journal.abandonIteration() leaves running what is away, skips what pends, renews what never started", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  const { iteration, ids } = await begun(journal);
  await journal.noteActions(iteration, [note("d")]);
  const how = { error: "cut short", carry: [], renew: [ids[0]] };
  await assert.rejects(journal.abandonIteration(iteration, how), /action 3 is still running/);
  await journal.abandonIteration(iteration, { ...how, away: [ids[1]] });
  assert.deepEqual(await statuses(store, iteration), ["completed", "skipped", "running", "skipped", "pending"]);
});

const ends: { name: string; release: Release; says: RegExp }[] = [
  {
    name: "completed",
    release: { kind: "done", status: "completed", reason: "" },
    says: /its run ended \(completed\)/,
  },
  { name: "failed", release: { kind: "done", status: "failed", reason: "" }, says: /its run ended \(failed\)/ },
  { name: "blocked", release: { kind: "done", status: "blocked", reason: "" }, says: /its run ended \(blocked\)/ },
  {
    name: "followed by the next run",
    release: { kind: "next run", at: 0, reason: "", ended: { status: "failed", reason: "" } },
    says: /its run ended \(failed\)/,
  },
  { name: "cancelled", release: { kind: "cancelled", by: "anna", reason: "no" }, says: /cancelled by anna: no/ },
];

for (const { name, release, says } of ends) {
  Deno.test(`Queue.release() of a run that is ${name}: what is away becomes interrupted`, async () => {
    await using scratch = new Scratch();
    const { store, lease, iteration, ids } = await left(scratch);
    await store.queue.release(lease, release);
    assert.deepEqual(await statuses(store, iteration), ["completed", "interrupted", "interrupted"]);
    const [row] = await store.archive.actions({ ids: [ids[0]] });
    const { msg } = row?.result as { msg: string };
    assert.match(msg, says);
    assert.match(msg, /^its host was away until .*: what became of it was never found out$/);
    assert.equal(row?.completedAt, "2026-11-22T15:45:20.224Z");
    const told = (await news(store.archive)).filter(([kind, about]) => kind === "action ended" && about === ids[0]);
    assert.equal(told.length, 1);
    assert.deepEqual(await store.upkeep.verify(), []);
  });
}

Deno.test("Queue.cancel() of a loop that nobody works on: what is away becomes interrupted", async () => {
  await using scratch = new Scratch();
  const { store, lease, iteration } = await left(scratch);
  await store.queue.release(lease, { kind: "again", at: scratch.clock.ms + 5000, reason: "web1 is away" });
  assert.deepEqual(await statuses(store, iteration), ["completed", "running", "running"]);
  assert.deepEqual(await store.upkeep.verify(), [], "it waits, and so do they");
  await store.queue.cancel(lease.loop.id, "anna", "");
  assert.deepEqual(await statuses(store, iteration), ["completed", "interrupted", "interrupted"]);
  await store.queue.retry(lease.loop.id, "anna");
  assert.deepEqual(await store.upkeep.verify(), []);
});

Deno.test("Upkeep.pruneStep() leaves an iteration with a running action, however old", async () => {
  await using scratch = new Scratch();
  const { store, journal, iteration } = await left(scratch);
  const { id } = await journal.openIteration(pass);
  await journal.noteActions(id, [note("d", { status: "completed", result: { changed: true } })]);
  await journal.closeIteration(id, { phase: "completed", converged: false });
  // Whatever the loop's row says: as if the rule that a run's end ends them had been broken.
  scratch.raw().exec("UPDATE loops SET status = 'failed', lease_owner = NULL");
  scratch.clock.ms += 500 * DAY;
  while ((await store.upkeep.pruneStep({ outputsMs: DAY, historyMs: DAY })).more);
  assert.deepEqual(await statuses(store, iteration), ["completed", "running", "running"]);
  scratch.raw().exec("UPDATE actions SET status = 'interrupted'");
  while ((await store.upkeep.pruneStep({ outputsMs: DAY, historyMs: DAY })).more);
  assert.deepEqual(await statuses(store, iteration), []);
});

Deno.test("Upkeep.pruneStep() leaves the newest action, however old: its number is given to no other, whose receipt would be taken for its own", async () => {
  await using scratch = new Scratch();
  const { store, lease, iteration, ids } = await left(scratch);
  const journal = store.journal(lease);
  await journal.finishAction(ids.map((id) => ({ id, status: "completed" as const, result: { changed: true } })));
  const { id: quiet } = await journal.openIteration(pass);
  await journal.closeIteration(quiet, { phase: "completed", converged: true });
  await store.queue.release(lease, { kind: "done", status: "completed", reason: "converged" });
  scratch.clock.ms += 500 * DAY;
  const keep = { outputsMs: DAY, historyMs: DAY };
  assert.equal((await store.upkeep.foresee(keep)).actions, 0);
  while ((await store.upkeep.pruneStep(keep)).more);
  assert.equal((await statuses(store, iteration)).length, 3);
  const other = store.journal(await claimed(store));
  const { id: next } = await other.openIteration(pass);
  const [row] = await other.noteActions(next, [note("e", { status: "running" })]);
  assert.equal(row!.id, ids[1] + 1);
});
