import assert from "node:assert/strict";
import { InputError, LeaseLost } from "../../src/model/errors.ts";
import { asking, claimed, news, note, Scratch, submission, takenOver } from "./scratch.ts";

const owner = { name: "w1", leaseMs: 1000 };
const lunch = { by: "anna", reason: "lunch", until: null };

/** An InputError whose sentence matches. */
function sentence(pattern: RegExp): (error: unknown) => boolean {
  return (error) => error instanceof InputError && pattern.test(error.message);
}

Deno.test("Queue.suspend() pauses what nobody works on, and fences a worker that only slept", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = (await store.queue.submit(submission, owner)).lease!;
  scratch.clock.ms += 1001;
  assert.equal(await store.queue.suspend(1, lunch), "done");
  const loop = (await store.archive.loop(1))!;
  assert.deepEqual([loop.status, loop.reason, loop.suspension], ["paused", "lunch", lunch]);
  await assert.rejects(store.journal(lease).openIteration({ fresh: true, decidedBy: null }), LeaseLost);
  assert.deepEqual((await store.queue.renew([lease], 1000))[0]?.held, false);
  assert.deepEqual((await news(store.archive)).at(-1), ["paused", null, lunch]);
});

Deno.test("Queue.suspend() asks the worker of a loop that is worked on, and of one that rests", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  const lease = await claimed(store);
  const until = new Date(scratch.clock.ms + 5000).toISOString();
  assert.equal(await queue.suspend(1, { ...lunch, until }), "asked");
  const asked = ["stop asked", null, { what: "pause", by: "anna", reason: "lunch" }];
  assert.deepEqual((await news(archive)).at(-1), asked);
  const request = { what: "pause", by: "anna", reason: "lunch", until };
  assert.deepEqual([(await archive.loop(1))?.status, (await archive.loop(1))?.request], ["running", request]);
  const rested = await queue.rest(lease, { kind: "again", at: scratch.clock.ms + 9000, reason: "later" });
  assert.deepEqual(rested.loop.request, request);
  assert.equal(await queue.suspend(1, lunch), "asked");
  assert.deepEqual((await queue.look([lease]))[0]?.request, { what: "pause", ...lunch });
  await queue.release(lease, { kind: "suspended", suspension: lunch });
  const loop = (await archive.loop(1))!;
  assert.deepEqual([loop.status, loop.suspension, loop.request], ["paused", lunch, null]);
});

Deno.test("Queue.suspend() until a time ends by itself", async () => {
  await using scratch = new Scratch();
  const { queue, archive } = await scratch.open();
  await queue.submit(submission);
  await queue.suspend(1, { ...lunch, until: new Date(scratch.clock.ms + 7_200_000).toISOString() });
  scratch.clock.ms += 7_199_999;
  assert.equal(await queue.claimNext(owner), null);
  scratch.clock.ms += 1;
  assert.equal((await queue.claimNext(owner))?.loop.suspension, null);
  assert.equal((await archive.loop(1))?.status, "running");
});

Deno.test("Queue.suspend() refuses what has ended, and what is being cancelled", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  for (const status of ["completed", "failed", "blocked"] as const) {
    await store.queue.release(await claimed(store), { kind: "done", status, reason: "" });
  }
  await assert.rejects(store.queue.suspend(1, lunch), sentence(/Loop 1 is completed: there is nothing to pause/));
  await assert.rejects(store.queue.suspend(2, lunch), sentence(/Loop 2 is failed/));
  await assert.rejects(store.queue.suspend(3, lunch), sentence(/Loop 3 is blocked/));
  await assert.rejects(store.queue.suspend(9, lunch), sentence(/There is no loop 9.*status --all/));
  await claimed(store);
  await store.queue.cancel(4, "bob", "");
  await assert.rejects(store.queue.suspend(4, lunch), sentence(/Loop 4 is being cancelled, as bob asked/));
});

Deno.test("Queue.release() heeds a request that its worker did not hear", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  const { ms } = scratch.clock;
  const done = { kind: "done", status: "completed", reason: "" } as const;
  const again = { kind: "again", at: ms, reason: "later" } as const;
  const next = { kind: "next run", at: ms, reason: "every", ended: { status: "completed", reason: "" } } as const;
  const paused = { kind: "paused", reason: "asks" } as const;
  const mine = { kind: "suspended", suspension: { by: "me", reason: "Ctrl-C", until: null } } as const;
  const seen: unknown[] = [];
  for (const release of [done, again, next, paused, mine]) {
    for (const word of ["pause", "cancel"]) {
      const lease = await claimed(store);
      const { id } = lease.loop;
      if (word === "pause") await queue.suspend(id, lunch);
      else await queue.cancel(id, "anna", "");
      await queue.release(lease, release);
      const loop = (await archive.loop(id))!;
      seen.push([release.kind, word, loop.status, loop.reason, loop.run, loop.request, loop.leaseOwner]);
    }
  }
  assert.deepEqual(seen, [
    ["done", "pause", "completed", "", 1, null, null],
    ["done", "cancel", "completed", "", 1, null, null],
    ["again", "pause", "paused", "lunch", 1, null, null],
    ["again", "cancel", "cancelled", "cancelled by anna", 1, null, null],
    ["next run", "pause", "paused", "lunch", 2, null, null],
    ["next run", "cancel", "cancelled", "cancelled by anna", 2, null, null],
    ["paused", "pause", "paused", "lunch", 1, null, null],
    ["paused", "cancel", "cancelled", "cancelled by anna", 1, null, null],
    ["suspended", "pause", "paused", "Ctrl-C", 1, null, null],
    ["suspended", "cancel", "cancelled", "cancelled by anna", 1, null, null],
  ]);
});

Deno.test("Queue.cancel() asks a living worker, which then gives the loop back as cancelled", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const [row] = await journal.noteActions(id, [note("a", { status: "running" }), note("b")]);
  assert.equal(await queue.cancel(1, "anna", "wrong host"), "asked");
  await journal.finishAction([{ id: row!.id, status: "interrupted", result: { changed: false, msg: "ended" } }]);
  await queue.release(lease, { kind: "cancelled", by: "anna", reason: "wrong host" });
  const loop = (await archive.loop(1))!;
  assert.deepEqual([loop.status, loop.reason], ["cancelled", "cancelled by anna: wrong host"]);
  const statuses = scratch.raw().prepare("SELECT status FROM actions ORDER BY id").all();
  assert.deepEqual(statuses.map(({ status }) => status), ["interrupted", "skipped"]);
  const { phase, completed_at } = scratch.raw().prepare("SELECT phase, completed_at FROM iterations").get()!;
  assert.deepEqual([phase, completed_at], ["unfinished", loop.completedAt]);
  assert.deepEqual((await news(archive)).at(-1), ["cancelled", null, { by: "anna", reason: "wrong host" }]);
  await assert.rejects(queue.cancel(1, "bob", ""), sentence(/Loop 1 is cancelled: there is nothing to cancel/));
});

Deno.test("Queue.cancel() closes what a dead worker had begun, and its late writes are refused", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const notes = [note("a", { status: "completed", result: { changed: true } }), note("b", { status: "running" })];
  const [, running] = await journal.noteActions(id, [...notes, note("c")]);
  scratch.clock.ms += 30_000;
  assert.equal(await queue.cancel(1, "anna", ""), "done");
  const rows = scratch.raw().prepare("SELECT status, result FROM actions ORDER BY id").all()
    .map(({ status, result }) => [status, JSON.parse(String(result))]);
  assert.deepEqual(rows, [
    ["completed", { changed: true }],
    ["interrupted", { changed: false, msg: "cancelled while its worker was gone" }],
    ["skipped", { changed: false, skipped: true, skip_reason: "cancelled by anna" }],
  ]);
  assert.equal((await archive.loop(1))?.reason, "cancelled by anna");
  assert.equal(scratch.raw().prepare("SELECT phase FROM iterations").get()?.phase, "unfinished");
  await assert.rejects(
    journal.finishAction([{ id: running!.id, status: "completed", result: { changed: true } }]),
    (error) => error instanceof LeaseLost && /is cancelled now/.test(error.message),
  );
});

Deno.test("Queue.cancel() gives up what is paused, with its questions, and what is blocked", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  await asking(store, ["Which?"]);
  assert.equal(await queue.cancel(1, "anna", ""), "done");
  assert.deepEqual((await archive.prompts({ loop: 1 })).map(({ status }) => status), ["cancelled"]);
  await queue.release(await claimed(store), { kind: "done", status: "blocked", reason: "no model" });
  assert.equal(await queue.cancel(2, "anna", ""), "done");
  assert.equal((await archive.loop(2))?.status, "cancelled");
});

Deno.test("Queue.suspend() and cancel() let go of the hosts that a dead worker held", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue } = store;
  for (const stop of [() => queue.suspend(1, lunch), () => queue.cancel(2, "anna", "")]) {
    const lease = await claimed(store);
    await store.hostLeases(lease).take([{ machine: "m", host: "web1" }]);
    scratch.clock.ms += 30_000;
    await stop();
    assert.equal(scratch.raw().prepare("SELECT loop_id FROM host_leases").get()?.loop_id, null);
  }
});

Deno.test("Queue.resume() makes a paused loop claimable at once, and says why it does not for any other", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  await queue.submit(submission);
  await queue.suspend(1, lunch);
  await queue.resume(1, "bob");
  const loop = (await archive.loop(1))!;
  assert.deepEqual([loop.status, loop.reason, loop.suspension], ["pending", null, null]);
  assert.deepEqual((await news(archive)).at(-1), ["resumed", null, { by: "bob" }]);
  await assert.rejects(queue.resume(1, "bob"), sentence(/Loop 1 is pending already/));
  const lease = (await queue.claim(1, owner))!;
  await assert.rejects(queue.resume(1, "bob"), sentence(/Loop 1 is being worked on by w1/));
  scratch.clock.ms += 1000;
  await assert.rejects(queue.resume(1, "bob"), sentence(/Loop 1 was left by its worker/));
  await queue.release(lease, { kind: "done", status: "completed", reason: "" });
  await assert.rejects(queue.resume(1, "bob"), sentence(/Loop 1 is completed.*run` starts a new one/));
  await queue.release(await claimed(store), { kind: "done", status: "failed", reason: "" });
  await assert.rejects(queue.resume(2, "bob", { now: true }), sentence(/Loop 2 is failed.*retry 2/));
  await assert.rejects(queue.resume(5, "bob"), sentence(/no loop 5/));
});

Deno.test("Queue.resume() with now does not wait for a waiting loop's time", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue } = store;
  const at = scratch.clock.ms + 60_000;
  await queue.release(await claimed(store), { kind: "again", at, reason: "later" });
  await assert.rejects(queue.resume(1, "bob"), sentence(/waits until 2026-11-22T15:46:20.224Z.*resume 1 --now/));
  await queue.resume(1, "bob", { now: true });
  assert.equal((await queue.claimNext(owner))?.loop.id, 1);
});

Deno.test("Queue.retry() begins a new run of what failed, is blocked or was cancelled", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  for (const status of ["failed", "blocked"] as const) {
    await queue.release(await claimed(store), { kind: "done", status, reason: "why" });
  }
  await queue.submit(submission);
  await queue.cancel(3, "anna", "");
  for (const id of [1, 2, 3]) {
    await queue.retry(id, "bob");
    const loop = (await archive.loop(id))!;
    assert.deepEqual(
      [loop.status, loop.reason, loop.run, loop.failures, loop.completedAt],
      ["pending", null, 2, 0, null],
    );
    assert.deepEqual((await news(archive)).at(-1), ["retried", null, { by: "bob", run: 2 }]);
    const lease = (await queue.claimNext(owner))!;
    assert.deepEqual([lease.loop.id, await store.journal(lease).history()], [id, []]);
  }
});

Deno.test("Queue.retry() refuses any other, and says what to type instead", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue } = store;
  const lease = await claimed(store);
  await assert.rejects(queue.retry(1, "bob"), sentence(/Loop 1 is running.*status 1/));
  await queue.release(lease, { kind: "paused", reason: "asks" });
  await assert.rejects(queue.retry(1, "bob"), sentence(/Loop 1 is paused.*prompts 1/));
  await queue.suspend(1, lunch);
  await assert.rejects(queue.retry(1, "bob"), sentence(/Loop 1 is paused.*resume 1` goes on/));
  const again = (await queue.claim(1, owner, { evenIf: ["paused"] }))!;
  await queue.release(again, { kind: "again", at: scratch.clock.ms + 1, reason: "" });
  await assert.rejects(queue.retry(1, "bob"), sentence(/Loop 1 is waiting.*resume 1 --now/));
  const last = await takenOver(store, (await queue.claim(1, owner, { evenIf: ["waiting"] }))!);
  await queue.release(last, { kind: "done", status: "completed", reason: "" });
  await assert.rejects(queue.retry(1, "bob"), sentence(/Loop 1 is completed.*run`/));
});
