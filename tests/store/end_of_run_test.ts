import assert from "node:assert/strict";
import { LeaseLost } from "../../src/model/errors.ts";
import type { Lease, Release } from "../../src/model/loop.ts";
import type { Store } from "../../src/store/open_store.ts";
import { asking, claimed, news, note, Scratch, submission } from "./scratch.ts";

const owner = { name: "w1", leaseMs: 30_000 };

function ended(scratch: Scratch, status: "completed" | "failed" = "completed"): Release & { kind: "next run" } {
  return { kind: "next run", at: scratch.clock.ms + 60_000, reason: "every 60 s", ended: { status, reason: status } };
}

/** One pass that finds what it is told to find; a minute later. */
async function pass(
  scratch: Scratch,
  store: Store,
  lease: Lease,
  found: "nothing" | "something" | "unfinished" | "stale" | "a question" = "nothing",
): Promise<void> {
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: found !== "stale", decidedBy: "playbook" });
  if (found === "something") {
    await journal.noteActions(id, [note("a", { status: "failed", result: { changed: false } })]);
  }
  if (found === "a question") {
    const questions = [{ kind: "pause" as const, text: "?", options: [], about: null }];
    await journal.noteDecision(id, "playbook", { kind: "ask", reasoning: "", questions }, []);
  }
  const unfinished = found === "unfinished";
  scratch.clock.ms += 1000;
  await journal.closeIteration(id, { phase: unfinished ? "unfinished" : "completed", converged: !unfinished });
  scratch.clock.ms += 59_000;
}

function rows(scratch: Scratch): unknown[] {
  return scratch.raw().prepare("SELECT n, run, repeats, last_at FROM iterations ORDER BY id").all()
    .map((row) => Object.values(row));
}

Deno.test("Queue.release() of a run that has ended begins the next one at its time", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  const lease = await claimed(store);
  await pass(scratch, store, lease, "something");
  await queue.release(lease, ended(scratch));
  const loop = (await archive.loop(1))!;
  assert.deepEqual(
    [loop.status, loop.reason, loop.run, loop.failures, loop.leaseOwner, loop.completedAt],
    ["waiting", "every 60 s", 2, 0, null, null],
  );
  assert.deepEqual(
    [loop.nextRunAt, loop.lastRunAt, loop.convergedSince],
    ["2026-11-22T15:47:20.224Z", "2026-11-22T15:46:20.224Z", "2026-11-22T15:46:20.224Z"],
  );
  assert.deepEqual((await news(archive)).at(-1), [
    "run ended",
    null,
    { run: 1, status: "completed", reason: "completed", next: "2026-11-22T15:47:20.224Z" },
  ]);
  assert.equal(await queue.claimNext(owner), null);
  scratch.clock.ms += 60_000;
  assert.equal((await queue.claimNext(owner))?.loop.run, 2);
});

Deno.test("Queue.release() counts failures until a run converges, and remembers since when and with what it does", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  let lease = await claimed(store);
  const seen: unknown[] = [];
  const since = scratch.clock.ms;
  for (const status of ["completed", "completed", "failed", "failed", "completed"] as const) {
    const sources = { run: lease.loop.run, files: { "/site.yml": `hash ${lease.loop.run}` }, modes: {} };
    scratch.raw().prepare("UPDATE loops SET sources = ?").run(JSON.stringify(sources));
    await queue.release(lease, ended(scratch, status));
    const { failures, convergedSince } = (await archive.loop(1))!;
    const files = scratch.raw().prepare("SELECT converged_files FROM loops").get()?.converged_files;
    seen.push([failures, convergedSince === null ? null : Date.parse(convergedSince) - since, files]);
    scratch.clock.ms += 60_000;
    lease = (await queue.claimNext(owner))!;
  }
  assert.deepEqual(seen, [
    [0, 0, '{"/site.yml":"hash 1"}'],
    [0, 60_000, '{"/site.yml":"hash 2"}'],
    [1, null, null],
    [2, null, null],
    [0, 240_000, '{"/site.yml":"hash 5"}'],
  ]);
  assert.equal(lease.loop.run, 6);
});

Deno.test("Queue.release() as done remembers the run, too", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  for (const status of ["completed", "failed", "blocked"] as const) {
    const lease = await claimed(store);
    await store.queue.release(lease, { kind: "done", status, reason: "why" });
    const loop = (await store.archive.loop(lease.loop.id))!;
    assert.deepEqual([loop.status, loop.reason, loop.run, loop.lastRunAt], [status, "why", 1, loop.completedAt]);
    assert.deepEqual([loop.failures, loop.convergedSince !== null], [
      status === "failed" ? 1 : 0,
      status === "completed",
    ]);
    assert.deepEqual((await news(store.archive)).at(-1), [status, null, { run: 1, reason: "why" }]);
  }
});

Deno.test("Queue.release() joins quiet runs into one row, whose feed stays as short", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  let lease = await claimed(store);
  for (let run = 1; run <= 50; run++) {
    await pass(scratch, store, lease);
    await queue.release(lease, ended(scratch));
    scratch.clock.ms += 60_000;
    lease = (await queue.claimNext(owner))!;
  }
  assert.deepEqual(rows(scratch), [[1, 1, 50, "2026-11-22T17:23:21.224Z"]]);
  assert.equal(lease.loop.run, 51);
  assert.deepEqual((await news(archive)).map(([kind]) => kind), [
    "submitted",
    "claimed",
    "iteration opened",
    "iteration closed",
    "run ended",
    "claimed",
  ]);
  await pass(scratch, store, lease, "something");
  await queue.release(lease, ended(scratch));
  assert.deepEqual(rows(scratch).at(-1), [2, 51, 1, null]);
});

Deno.test("Queue.release() joins no run that found, asked or left something, and none to such a run", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const runs = [
    ["nothing"],
    ["something"],
    ["nothing"],
    ["stale"],
    ["nothing"],
    ["unfinished", "nothing"],
    ["nothing"],
    ["a question"],
    ["nothing"],
    ["nothing"],
  ] as const;
  let lease = await claimed(store);
  for (const found of runs) {
    for (const each of found) await pass(scratch, store, lease, each);
    await store.queue.release(lease, ended(scratch));
    scratch.clock.ms += 60_000;
    lease = (await store.queue.claimNext(owner))!;
  }
  const kept = (rows(scratch) as [number, number, number][]).map(([n, run, repeats]) => [n, run, repeats]);
  assert.deepEqual(kept, [
    [1, 1, 1],
    [2, 2, 1],
    [3, 3, 1],
    [4, 4, 1],
    [5, 5, 1],
    [6, 6, 1],
    [7, 6, 1],
    [8, 7, 1],
    [9, 8, 1],
    [10, 9, 2],
  ]);
});

Deno.test("Queue.release() joins no failed run, and tells of the first success after it", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  let lease = await claimed(store);
  for (const status of ["completed", "completed", "failed", "completed"] as const) {
    await pass(scratch, store, lease);
    await store.queue.release(lease, ended(scratch, status));
    scratch.clock.ms += 60_000;
    lease = (await store.queue.claimNext(owner))!;
  }
  const ends = (await news(store.archive)).flatMap(([kind, , data]) => kind === "run ended" ? [data] : []);
  assert.deepEqual(ends.map((data) => (data as { run: number }).run), [1, 3, 4]);
});

Deno.test("Queue.rest() keeps the lease while the loop waits, and wake() goes on", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  const lease = await claimed(store);
  const at = scratch.clock.ms + 5000;
  const rested = await queue.rest(lease, { kind: "again", at, reason: "the model is busy" });
  const loop = (await archive.loop(1))!;
  assert.deepEqual(rested.loop, loop);
  assert.deepEqual([rested.owner, rested.token], [lease.owner, lease.token]);
  assert.deepEqual(
    [loop.status, loop.reason, loop.nextRunAt, loop.leaseOwner, loop.run],
    ["waiting", "the model is busy", new Date(at).toISOString(), "worker", 1],
  );
  assert.deepEqual((await news(archive)).at(-1), [
    "waiting",
    null,
    { until: new Date(at).toISOString(), reason: "the model is busy" },
  ]);
  const awake = await queue.wake(rested);
  assert.equal(awake.loop.nextRunAt, new Date(at).toISOString());
  const now = (await archive.loop(1))!;
  assert.deepEqual([now.status, now.reason, now.nextRunAt], ["running", null, null]);
  await pass(scratch, store, awake);
  assert.equal((await store.journal(awake).history()).length, 1);
});

Deno.test("Queue.rest() between runs ends the one and wakes to the next", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue } = store;
  let lease = await claimed(store);
  for (let run = 1; run <= 3; run++) {
    assert.equal(lease.loop.run, run);
    await pass(scratch, store, lease);
    lease = await queue.wake(await queue.rest(lease, ended(scratch)));
    assert.deepEqual(await store.journal(lease).history(), []);
  }
  assert.deepEqual(rows(scratch), [[1, 1, 3, "2026-11-22T15:47:21.224Z"]]);
});

Deno.test("Queue.rest() and wake() of a lease that was taken over throw LeaseLost and change nothing", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  const lease = await claimed(store);
  const rested = await queue.rest(lease, { kind: "again", at: scratch.clock.ms, reason: "a moment" });
  scratch.clock.ms += 30_000;
  assert.equal((await queue.claimNext({ name: "other", leaseMs: 1000 }))?.token, 2);
  await assert.rejects(queue.wake(rested), LeaseLost);
  await assert.rejects(queue.rest(lease, ended(scratch)), LeaseLost);
  const loop = (await archive.loop(1))!;
  assert.deepEqual([loop.status, loop.run, loop.leaseOwner], ["running", 1, "other"]);
});

Deno.test("Queue.rest() is cut short by whoever lets go of the host, and by a human", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  const holder = await claimed(store);
  await store.hostLeases(holder).take([{ machine: "m", host: "web1" }]);
  const waiter = await claimed(store);
  const at = scratch.clock.ms + 10_000;
  await queue.rest(waiter, { kind: "again", at, reason: "waits for loop 1", waitsFor: 1 });
  await queue.release(holder, { kind: "paused", reason: "?" });
  assert.deepEqual(
    [(await archive.loop(2))?.nextRunAt, (await archive.loop(2))?.status],
    [new Date(scratch.clock.ms).toISOString(), "waiting"],
  );
  await queue.rest(waiter, { kind: "again", at, reason: "later" });
  await queue.resume(2, "anna", { now: true });
  const loop = (await archive.loop(2))!;
  assert.deepEqual(
    [loop.nextRunAt, loop.status, loop.leaseOwner],
    [new Date(scratch.clock.ms).toISOString(), "waiting", "worker"],
  );
  assert.equal(await queue.claimNext(owner), null);
  await queue.wake(waiter);
});

Deno.test("Queue.release() at the end of a run takes its open questions away", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await asking(store, ["Which?"], { release: false });
  await store.queue.release(lease, ended(scratch, "failed"));
  assert.deepEqual((await store.archive.prompts({ loop: 1 })).map(({ status }) => status), ["cancelled"]);
  await assert.rejects(store.queue.answer(1, "this", "anna"), /Question 1 is cancelled and takes no answer/);
});

Deno.test("Queue gives up what is on its way to a model when a run ends, however it does", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue } = store;
  const asked = async () => {
    const lease = await claimed(store);
    const { id } = await store.journal(lease).openIteration({ fresh: true, decidedBy: null });
    await store.journal(lease).beginCall(id, { purpose: "decide", attempt: 1, model: "m", brief: "b" });
    return { lease, id };
  };
  const statuses = () =>
    scratch.raw().prepare("SELECT status FROM model_calls ORDER BY id").all().map((row) => row["status"]);
  const close = (lease: Lease, id: number) =>
    store.journal(lease).closeIteration(id, { phase: "unfinished", converged: false });
  const one = await asked();
  await close(one.lease, one.id);
  await queue.release(one.lease, { kind: "done", status: "failed", reason: "" });
  const two = await asked();
  await close(two.lease, two.id);
  await queue.release(two.lease, ended(scratch));
  const three = await asked();
  await queue.release(three.lease, { kind: "cancelled", by: "anna", reason: "" });
  const four = await asked();
  await queue.release(four.lease, { kind: "paused", reason: "" });
  assert.deepEqual(statuses(), ["lost", "lost", "lost", "sent"]);
  assert.equal(await queue.cancel(four.lease.loop.id, "anna", ""), "done");
  assert.deepEqual(statuses(), ["lost", "lost", "lost", "lost"]);
  assert.deepEqual(await store.upkeep.verify(), []);
});

Deno.test("Queue.submit() keeps the interval of a continuous loop", async () => {
  await using scratch = new Scratch();
  const { queue, archive } = await scratch.open();
  await queue.submit({ ...submission, mode: "continuous", interval: 60 });
  const loop = (await archive.loop(1))!;
  assert.deepEqual([loop.mode, loop.interval, loop.nextRunAt], ["continuous", 60, loop.createdAt]);
});

Deno.test("Archive.feedEnd() does not go back where the rows of a quiet run are taken away", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const ends: number[] = [];
  for (let run = 1; run <= 3; run++) {
    const lease = run === 1 ? await claimed(store) : (await store.queue.claimNext(owner))!;
    await pass(scratch, store, lease);
    const newest = await store.archive.feedEnd();
    await store.queue.release(lease, ended(scratch));
    ends.push(await store.archive.feedEnd() - newest);
    scratch.clock.ms += 60_000;
  }
  assert.equal(rows(scratch).length, 1);
  // The first run's end is told; those of the quiet ones behind it are not.
  assert.deepEqual(ends, [1, 0, 0]);
});

Deno.test("Queue.release() joins quiet runs with the counts of hosts of the last one", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const count = { ok: 1, changed: 0, failed: 0, skipped: 0, unreachable: 0 };
  const hosts = [["web1"], ["web1", "web2"], ["web1", "web2", "web3"]];
  for (const [run, names] of hosts.entries()) {
    const lease = run === 0 ? await claimed(store) : (await store.queue.claimNext(owner))!;
    const journal = store.journal(lease);
    const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
    const tally = Object.fromEntries(names.map((name) => [name, count])) as never;
    await journal.closeIteration(id, { phase: "completed", converged: true, observations: { tally } });
    await store.queue.release(lease, ended(scratch));
    scratch.clock.ms += 60_000;
  }
  const { repeats, counts } = scratch.raw().prepare("SELECT repeats, counts FROM iterations").get()!;
  assert.deepEqual([repeats, counts], [3, "[3,0,0,0]"]);
});
