import assert from "node:assert/strict";
import { InputError, LeaseLost } from "../../src/model/errors.ts";
import { claimed, note, Scratch, submission, takenOver } from "./scratch.ts";

const worker = { name: "w1", leaseMs: 1000 };

Deno.test("Queue.submit() inserts a pending loop with what it was submitted with", async () => {
  await using scratch = new Scratch();
  const { queue, archive } = await scratch.open();
  const { id, lease } = await queue.submit(submission);
  assert.equal(lease, null);
  const loop = await archive.loop(id);
  assert.deepEqual([loop?.status, loop?.run, loop?.name, loop?.mode], ["pending", 1, "site", "single"]);
  assert.deepEqual([loop?.desiredState, loop?.options], ["/srv/site.yml", submission.options]);
  assert.deepEqual([loop?.createdAt, loop?.startedAt], ["2026-11-22T15:45:20.224Z", null]);
  assert.match(loop!.uid, /^[0-9a-f]{16}$/);
  const other = await archive.loop((await queue.submit(submission)).id);
  assert.notEqual(other?.uid, loop?.uid);
});

Deno.test("Queue.submit() with an owner leaves nothing for another worker to take", async () => {
  await using scratch = new Scratch();
  const { queue, archive } = await scratch.open();
  const { id, lease } = await queue.submit(submission, worker);
  assert.deepEqual([lease?.owner, lease?.token, lease?.loop.status, lease?.loop.run], ["w1", 1, "running", 1]);
  assert.equal(await queue.claim(id, { name: "w2", leaseMs: 1000 }), null);
  const loop = await archive.loop(id);
  assert.deepEqual([loop?.leaseOwner, loop?.leaseExpiresAt, loop?.startedAt], [
    "w1",
    "2026-11-22T15:45:21.224Z",
    "2026-11-22T15:45:20.224Z",
  ]);
});

Deno.test("Queue.claim() takes a running loop only once its lease has expired or its owner is gone", async () => {
  await using scratch = new Scratch();
  const { queue, archive } = await scratch.open();
  const first = (await queue.submit(submission, worker)).lease!;
  const asked: string[] = [];
  const isGone = (owner: string) => asked.push(owner) > 1;
  assert.equal(await queue.claim(1, { name: "w2", leaseMs: 1000 }, { isGone }), null);
  assert.equal((await queue.claim(1, { name: "w2", leaseMs: 1000 }, { isGone }))?.token, 2);
  assert.deepEqual(asked, ["w1", "w1"]);
  scratch.clock.ms += 999;
  assert.equal(await queue.claim(1, { name: "w3", leaseMs: 1000 }), null);
  scratch.clock.ms += 1;
  const third = await queue.claim(1, { name: "w3", leaseMs: 1000 });
  assert.equal(third?.token, 3);
  assert.equal(third?.loop.uid, first.loop.uid);
  assert.equal((await archive.loop(1))?.startedAt, "2026-11-22T15:45:20.224Z");
});

Deno.test("Queue.claim() takes paused, waiting and ended loops only where they are named", async () => {
  await using scratch = new Scratch();
  const { queue, archive } = await scratch.open();
  const release = async (next: Parameters<typeof queue.release>[1]) =>
    await queue.release((await claimedAgain())!, next);
  const claimedAgain = () => queue.claim(1, worker, { evenIf: ["paused", "waiting", "blocked"] });
  await queue.submit(submission);
  for (
    const [next, status] of [
      [{ kind: "paused", reason: "why" }, "paused"],
      [{ kind: "again", afterMs: 10 }, "waiting"],
      [{ kind: "done", status: "blocked", reason: "no model" }, "blocked"],
    ] as const
  ) {
    await release(next);
    assert.equal((await archive.loop(1))?.status, status);
    assert.equal(await queue.claim(1, worker), null);
  }
  const lease = await claimedAgain();
  assert.deepEqual([lease?.loop.reason, lease?.loop.completedAt, lease?.token], [null, null, 4]);
  assert.equal(await queue.claim(99, worker), null);
});

Deno.test("Queue.claim() takes the original's pending and running loops, and starts their first run", async () => {
  await using scratch = new Scratch();
  scratch.legacy();
  const store = await scratch.open();
  for (const id of [3, 4]) {
    const lease = await store.queue.claim(id, worker);
    assert.deepEqual([lease?.loop.run, lease?.loop.options, lease?.token], [1, null, 1]);
  }
  assert.equal(await store.queue.claim(1, worker), null);
  assert.equal((await store.archive.loop(3))?.startedAt, "2026-11-22T15:45:20.259570+00:00");
});

Deno.test("Queue.renew() moves the expiry on, and throws LeaseLost after a takeover or a release", async () => {
  await using scratch = new Scratch();
  const { queue, archive } = await scratch.open();
  const first = (await queue.submit(submission, worker)).lease!;
  scratch.clock.ms += 500;
  await queue.renew(first, 1000);
  assert.equal((await archive.loop(1))?.leaseExpiresAt, "2026-11-22T15:45:21.724Z");
  scratch.clock.ms += 1000;
  const second = (await queue.claim(1, { name: "w2", leaseMs: 1000 }))!;
  await assert.rejects(
    queue.renew(first, 1000),
    (error) => error instanceof LeaseLost && /taken over by w2/.test(error.message),
  );
  await queue.release(second, { kind: "again", afterMs: 0 });
  await assert.rejects(queue.renew(second, 1000), LeaseLost);
  assert.deepEqual([(await archive.loop(1))?.status, (await archive.loop(1))?.leaseExpiresAt], ["pending", null]);
});

Deno.test("Queue.release() records how it ended and when to come back", async () => {
  await using scratch = new Scratch();
  const { queue, archive } = await scratch.open();
  const row = () =>
    scratch.raw().prepare("SELECT status, reason, completed_at, next_run_at, lease_owner FROM loops").get();
  const lease = (await queue.submit(submission, worker)).lease!;
  await queue.release(lease, { kind: "again", afterMs: 5000 });
  assert.deepEqual({ ...row() }, {
    status: "waiting",
    reason: null,
    completed_at: null,
    next_run_at: "2026-11-22T15:45:25.224Z",
    lease_owner: null,
  });
  const again = (await queue.claim(1, worker, { evenIf: ["waiting"] }))!;
  await queue.release(again, { kind: "done", status: "failed", reason: "spent" });
  assert.deepEqual({ ...row() }, {
    status: "failed",
    reason: "spent",
    completed_at: "2026-11-22T15:45:20.224Z",
    next_run_at: null,
    lease_owner: null,
  });
  await assert.rejects(queue.release(again, { kind: "paused", reason: "late" }), LeaseLost);
  assert.equal((await archive.loop(1))?.status, "failed");
});

Deno.test("Queue.release() by a worker that was taken over throws LeaseLost and changes nothing", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const first = await claimed(store);
  await takenOver(store, first);
  await assert.rejects(store.queue.release(first, { kind: "done", status: "completed", reason: "" }), LeaseLost);
  const loop = await store.archive.loop(1);
  assert.deepEqual([loop?.status, loop?.leaseOwner], ["running", "other"]);
});

Deno.test("Queue.answer() takes an option by text or by number, and only once", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
  const ask = (options: string[]) => ({ kind: "question" as const, text: "Which?", options, about: "7" });
  const questions = [
    ask(["Maria", "postgres"]),
    ask(["Maria", "postgres"]),
    ask(["2", "1"]),
    ask([]),
    ask(["Yes", "no"]),
  ];
  await journal.noteDecision(id, "model", { kind: "ask", reasoning: "?", questions }, []);
  for (const [prompt, response] of [[1, "postgres"], [2, "1"], [3, "2"], [4, " what I want "], [5, "yes"]] as const) {
    await store.queue.answer(prompt, response, "anna");
  }
  const prompts = await store.archive.prompts({ loop: 1 });
  assert.deepEqual(prompts.map(({ response }) => response), ["postgres", "Maria", "2", "what I want", "Yes"]);
  assert.deepEqual([prompts[0]?.answeredBy, prompts[0]?.answeredAt, prompts[0]?.about], [
    "anna",
    "2026-11-22T15:45:20.224Z",
    "7",
  ]);
  assert.deepEqual(await store.archive.prompts({ open: true }), []);
  await assert.rejects(store.queue.answer(1, "Maria", "bob"), /answered already: "postgres" by anna/);
  assert.equal((await store.archive.prompts({}))[0]?.response, "postgres");
});

Deno.test("Queue.answer() takes Enter alone for a pause, and for no other question", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
  const questions = (["pause", "question"] as const).map((kind) => ({
    kind,
    text: "Go on?",
    options: [],
    about: null,
  }));
  await journal.noteDecision(id, "playbook", { kind: "ask", reasoning: "?", questions }, []);
  await store.queue.answer(1, "", "anna");
  await assert.rejects(store.queue.answer(2, " ", "anna"), /needs an answer: it is empty/);
  const prompts = await store.archive.prompts({ loop: 1 });
  assert.deepEqual(prompts.map(({ status, response }) => [status, response]), [["answered", ""], ["pending", null]]);
});

Deno.test("Queue.answer() refuses what does not answer, in a sentence", async () => {
  await using scratch = new Scratch();
  scratch.legacy();
  const { queue, archive } = await scratch.open();
  await assert.rejects(
    queue.answer(9, "x", "anna"),
    (error) => error instanceof InputError && /no prompt 9/.test(error.message),
  );
  for (const wrong of ["oracle", "3", "0", ""]) {
    await assert.rejects(queue.answer(1, wrong, "anna"), /choose one of 1 mariadb, 2 postgresql/);
  }
  await queue.cancel(2, "anna");
  await assert.rejects(queue.answer(1, "mariadb", "anna"), /is cancelled/);
  assert.equal((await archive.prompts({}))[0]?.response, null);
});

Deno.test("Queue.suspend() pauses what nobody works on, and fences a worker that only slept", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = (await store.queue.submit(submission, worker)).lease!;
  await assert.rejects(store.queue.suspend(1, "anna", "lunch"), /worked on by w1/);
  scratch.clock.ms += 1001;
  await store.queue.suspend(1, "anna", "lunch");
  const loop = await store.archive.loop(1);
  assert.deepEqual([loop?.status, loop?.reason], ["paused", "lunch"]);
  await assert.rejects(store.journal(lease).openIteration({ fresh: true, decidedBy: null }), LeaseLost);
  assert.equal(scratch.raw().prepare("SELECT suspended_by FROM loops").get()?.suspended_by, "anna");
});

Deno.test("Queue.resume() makes a paused loop claimable, and refuses one that has ended", async () => {
  await using scratch = new Scratch();
  const { queue, archive } = await scratch.open();
  await queue.submit(submission);
  await queue.suspend(1, "anna", "lunch");
  await queue.resume(1);
  const loop = await archive.loop(1);
  assert.deepEqual([loop?.status, loop?.reason], ["pending", null]);
  await queue.resume(1);
  await queue.release((await queue.claim(1, worker))!, { kind: "done", status: "completed", reason: "" });
  await assert.rejects(queue.resume(1), /Loop 1 is completed/);
  await assert.rejects(queue.resume(5), /no loop 5/);
});

Deno.test("Queue.cancel() ends a loop under its worker, whose next write is refused", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  await store.queue.cancel(1, "anna");
  await assert.rejects(
    journal.noteActions(id, [note("0.tasks.0")]),
    (error) => error instanceof LeaseLost && /is cancelled now/.test(error.message),
  );
  assert.deepEqual(await store.archive.actions({ iterations: [1] }), []);
  assert.equal((await store.archive.loop(1))?.reason, "cancelled by anna");
  await assert.rejects(store.queue.cancel(1, "bob"), /cancelled already/);
});
