import assert from "node:assert/strict";
import type { Lease } from "../../src/model/loop.ts";
import type { Measured, Measurement } from "../../src/ports/measured.ts";
import type { Store } from "../../src/store/open_store.ts";
import { insert } from "./record_rows.ts";
import { asking, claimed, note, Scratch, submission, takenOver } from "./scratch.ts";

const owner = { name: "worker", leaseMs: 30_000 };
const continuous = { ...submission, mode: "continuous" as const, interval: 60 };

/** `{label values: value}`, what is 0 left out. */
function told(list: readonly Measurement[]): Record<string, number> {
  return Object.fromEntries(
    list.filter(({ value }) => value !== 0).map(({ labels, value }) => [Object.values(labels).join(" "), value]),
  );
}

/** Iterations by result, as they were counted. */
function iterations({ iterations }: Measured): Record<string, number> {
  return Object.fromEntries(iterations.map(({ labels, count }) => [labels["result"], count]));
}

/** One pass; `differs`: it puts something right first. */
async function pass(store: Store, lease: Lease, differs = false): Promise<void> {
  const journal = store.journal(lease);
  if (differs) {
    const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
    const [row] = await journal.noteActions(id, [note("0.tasks.0", { status: "running", diff: [] })]);
    await journal.finishAction([{ id: row!.id, status: "completed", result: { changed: true } }]);
    await journal.closeIteration(id, { phase: "completed", converged: false });
  }
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  await journal.closeIteration(id, { phase: "completed", converged: true });
}

/** Ends a run; the next one is due at once. */
async function endRun(scratch: Scratch, { queue }: Store, lease: Lease, status: "completed" | "failed" = "completed") {
  const ended = { status, reason: "" };
  await queue.release(lease, { kind: "next run", at: scratch.clock.ms, reason: "again", ended });
}

Deno.test("Survey.measure() counts runs and iterations, quiet ones that are joined too", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  await store.queue.submit(continuous);
  for (const differs of [true, false, false, false]) {
    const lease = await store.queue.claimNext(owner);
    await pass(store, lease!, differs);
    await endRun(scratch, store, lease!);
  }
  assert.equal((await store.archive.iterations(1, { last: 9 })).length, 3, "quiet runs share a row");
  const measured = await store.survey.measure();
  assert.deepEqual(told(measured.runs), { completed: 4 });
  assert.deepEqual(iterations(measured), { completed: 1, converged: 4 });
  assert.deepEqual(told(measured.actions), { "command completed": 1 });
});

Deno.test("Survey.measure() counts how runs end: failed, blocked, cancelled under way; what is cancelled that waits or is blocked is no other run", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, survey } = store;
  const begun = async () => {
    const lease = await claimed(store);
    await store.journal(lease).openIteration({ fresh: true, decidedBy: "playbook" });
    return lease;
  };
  const failing = await queue.submit(continuous, owner);
  await endRun(scratch, store, failing.lease!, "failed");
  await queue.cancel(failing.id, "anna", "");
  for (const status of ["failed", "blocked", "completed"] as const) {
    await queue.release(await claimed(store), { kind: "done", status, reason: "" });
  }
  const blocked = await begun();
  await queue.release(blocked, { kind: "done", status: "blocked", reason: "" });
  await queue.cancel(blocked.loop.id, "anna", "");
  await queue.release(await begun(), { kind: "cancelled", by: "anna", reason: "" });
  await queue.retry(2, "anna");
  const measured = await survey.measure();
  assert.deepEqual(told(measured.runs), { failed: 2, blocked: 2, completed: 1, cancelled: 1 });
  assert.deepEqual(iterations(measured), { unfinished: 2 });
  assert.deepEqual(told(measured.loops), { pending: 1, completed: 1, blocked: 1, cancelled: 3 });
});

Deno.test("Survey.measure() counts actions once, by their ends, however they came to them", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const result = { changed: false };
  const rows = await journal.noteActions(id, [
    note("0", { status: "running", diff: [] }),
    note("1", { status: "running", diff: [] }),
    note("2"),
    note("3", { status: "denied", result }),
    note("4", { status: "skipped", result }, { module: "file" }),
  ]);
  assert.deepEqual(told((await store.survey.measure()).actions), { "command denied": 1, "file skipped": 1 });
  await journal.finishAction([{ id: rows[0]!.id, status: "failed", result }]);
  await journal.finishAction([{ id: rows[1]!.id, status: "interrupted", result }]);
  await journal.abandonIteration(id, { error: "died", carry: [] });
  assert.deepEqual(told((await store.survey.measure()).actions), {
    ...{ "command denied": 1, "command failed": 1, "command interrupted": 1, "command skipped": 1 },
    "file skipped": 1,
  });
});

Deno.test("Survey.measure() takes nothing back that a transaction took back", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const [row] = await journal.noteActions(id, [note("0", { status: "running", diff: [] })]);
  const ends = [{ id: row!.id, status: "completed" as const, result: { changed: true } }];
  await assert.rejects(journal.finishAction([...ends, { ...ends[0]!, id: 99 }]));
  assert.deepEqual(told((await store.survey.measure()).actions), {});
  await takenOver(store, lease);
  await assert.rejects(journal.finishAction(ends));
  assert.deepEqual(told((await store.survey.measure()).actions), {});
});

Deno.test("Survey.measure() has counters that never go down, whatever is pruned", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await asking(store, ["go on?"], { release: false });
  await store.queue.answer(1, "yes", "anna");
  await pass(store, lease, true);
  const { id } = await store.journal(lease).openIteration({ fresh: true, decidedBy: null });
  const reply = { text: "{}", tokensIn: 100, tokensOut: 10, costUsd: 0.5, model: "big" };
  const call = await store.journal(lease).beginCall(id, { purpose: "decide", attempt: 1, model: "m", brief: "b" });
  await store.journal(lease).endCall(call, { status: "answered", reply, ms: 1 });
  await store.journal(lease).closeIteration(id, { phase: "completed", converged: false });
  insert(scratch.raw(), "drifts");
  scratch.raw().exec("UPDATE drifts SET corrected_at = '2026-11-01T00:01:00.000Z'");
  await pass(store, lease);
  // The newest action stays.
  const newest = "SELECT max(id), 'command', 'completed' FROM iterations";
  scratch.raw().exec(`INSERT INTO actions (iteration_id, module, status) ${newest}`);
  await store.queue.release(lease, { kind: "done", status: "completed", reason: "" });
  const before = await store.survey.measure();
  scratch.clock.ms += 1000 * 86_400_000;
  const rows = () =>
    scratch.raw().prepare("SELECT (SELECT count(*) FROM iterations) + (SELECT count(*) FROM drifts) AS n").get();
  assert.deepEqual({ ...rows() }, { n: 6 });
  while ((await store.upkeep.pruneStep({ outputsMs: 1, historyMs: 1 })).more);
  assert.deepEqual({ ...rows() }, { n: 1 });
  const { databaseBytes: _, walBytes: __, ...after } = await store.survey.measure();
  assert.deepEqual({ ...before, ...after }, before);
  assert.deepEqual(told(after.answeredPrompts), { question: 1 });
  assert.deepEqual(told(after.modelCalls), { "big answered": 1 });
  assert.deepEqual(told(after.modelTokens), { "big in": 100, "big out": 10 });
  assert.deepEqual(told(after.modelCost), { big: 0.5 });
  assert.deepEqual(told(after.drifts), { found: 1, corrected: 1 });
  assert.deepEqual(told(after.actions), { "command completed": 2 });
});

Deno.test("Survey.measure() puts durations into buckets, each in all that it fits", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  for (const ms of [0, 100, 101, 4000, 7_200_000, -50, 250, 250, 250]) {
    const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
    scratch.clock.ms += ms;
    await journal.closeIteration(id, { phase: "completed", converged: false });
  }
  const [durations] = (await store.survey.measure()).iterations;
  const at = (seconds: number) => durations!.upTo.find((each) => each.seconds === seconds)?.count;
  assert.deepEqual([0.1, 0.25, 2.5, 5, 3600].map(at), [3, 7, 7, 8, 8]);
  assert.equal(durations!.count, 9);
  assert.equal(durations!.sum.toFixed(6), "7204.951000");
  assert.deepEqual(durations!.upTo, durations!.upTo.toSorted((a, b) => a.seconds - b.seconds));
});

Deno.test("Survey.measure() counts from a turn's time to its claim", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, survey } = store;
  assert.equal((await survey.measure()).queueLatency.count, 0);
  await queue.submit(continuous);
  scratch.clock.ms += 40;
  const lease = await queue.claimNext(owner);
  const rested = await queue.rest(lease!, { kind: "again", at: scratch.clock.ms + 1000, reason: "later" });
  scratch.clock.ms += 3000;
  await queue.wake(rested);
  // Who takes its own loop, or one by its number, has waited for nothing.
  await claimed(store);
  await queue.claim((await queue.submit(submission)).id, owner);
  const { count, sum, upTo } = (await survey.measure()).queueLatency;
  assert.deepEqual([count, Math.round(sum * 1000)], [2, 2040]);
  assert.deepEqual(upTo.filter(({ seconds }) => [0.01, 0.05, 1, 2.5].includes(seconds)).map((each) => each.count), [
    0,
    1,
    1,
    2,
  ]);
});
