import assert from "node:assert/strict";
import { InputError, LeaseLost } from "../../src/model/errors.ts";
import { asking, claimed, dump, news, Scratch, submission, takenOver } from "./scratch.ts";

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

Deno.test("Queue.submit() with a first time leaves the loop waiting for it", async () => {
  await using scratch = new Scratch();
  const { queue, archive } = await scratch.open();
  await queue.submit({ ...submission, firstRunAt: scratch.clock.now() + 60_000 });
  const loop = await archive.loop(1);
  assert.deepEqual([loop?.status, loop?.nextRunAt], ["waiting", "2026-11-22T15:46:20.224Z"]);
  assert.equal(await queue.claimNext(worker), null);
  scratch.clock.ms += 60_000;
  assert.equal((await queue.claimNext(worker))?.loop.id, 1);
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
  const claimedAgain = () => queue.claim(1, worker, { evenIf: ["paused", "waiting", "blocked"] });
  await queue.submit(submission);
  const at = scratch.clock.ms + 10;
  for (
    const [next, status] of [
      [{ kind: "paused", reason: "why" }, "paused"],
      [{ kind: "again", at, reason: "later" }, "waiting"],
      [{ kind: "done", status: "blocked", reason: "no model" }, "blocked"],
    ] as const
  ) {
    await queue.release((await claimedAgain())!, next);
    assert.equal((await archive.loop(1))?.status, status);
    assert.equal(await queue.claim(1, worker), null);
  }
  const lease = await claimedAgain();
  assert.deepEqual([lease?.loop.reason, lease?.loop.completedAt, lease?.token], [null, null, 4]);
  assert.equal(await queue.claim(99, worker), null);
});

Deno.test("Queue.claim() never takes a loop that its living worker rests with, whatever is named", async () => {
  await using scratch = new Scratch();
  const { queue } = await scratch.open();
  const lease = (await queue.submit(submission, worker)).lease!;
  await queue.rest(lease, { kind: "again", at: scratch.clock.ms, reason: "a moment" });
  const other = { name: "w2", leaseMs: 1000 };
  assert.equal(await queue.claim(1, other, { evenIf: ["waiting", "running", "paused"] }), null);
  assert.equal(await queue.claim(1, other, { evenIf: ["waiting"], isGone: () => false }), null);
  assert.equal((await queue.claim(1, other, { evenIf: ["waiting"], isGone: (name) => name === "w1" }))?.token, 2);
  await assert.rejects(queue.wake(lease), LeaseLost);
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

Deno.test("Queue.renew() moves expiries on, and tells which leases are not held any more", async () => {
  await using scratch = new Scratch();
  const { queue, archive } = await scratch.open();
  const [first, second, third] = [
    (await queue.submit(submission, worker)).lease!,
    (await queue.submit(submission, worker)).lease!,
    (await queue.submit(submission, worker)).lease!,
  ];
  scratch.clock.ms += 500;
  assert.deepEqual((await queue.renew([first], 1000)).map(({ held }) => held), [true]);
  scratch.clock.ms += 999;
  const taken = (await queue.claim(2, { name: "w2", leaseMs: 1000 }))!;
  await queue.release(third, { kind: "paused", reason: "?" });
  const renewed = await queue.renew([first, second, third, taken], 5000);
  assert.deepEqual(renewed.map(({ held, request }) => [held, request]), [
    [true, null],
    [false, null],
    [false, null],
    [true, null],
  ]);
  assert.deepEqual(renewed.map(({ lease }) => lease), [first, second, third, taken]);
  const expiries = (await archive.loops({ all: true })).map(({ leaseExpiresAt }) => leaseExpiresAt);
  assert.deepEqual(expiries, ["2026-11-22T15:45:26.723Z", "2026-11-22T15:45:26.723Z", null]);
  assert.deepEqual(await queue.renew([], 5000), []);
});

Deno.test("Queue.look() tells how leases stand, and writes nothing", async () => {
  await using scratch = new Scratch();
  const { queue } = await scratch.open();
  const first = (await queue.submit(submission, worker)).lease!;
  const second = (await queue.submit(submission, worker)).lease!;
  await queue.cancel(1, "anna", "wrong host");
  await queue.release(second, { kind: "paused", reason: "?" });
  const before = dump(scratch.raw());
  scratch.clock.ms += 500;
  const request = { what: "cancel", by: "anna", reason: "wrong host", until: null };
  assert.deepEqual((await queue.look([first, second])).map(({ held, request }) => [held, request]), [
    [true, request],
    [false, null],
  ]);
  assert.deepEqual(dump(scratch.raw()), before);
  assert.deepEqual((await queue.renew([first], 1000))[0]?.request, request);
});

Deno.test("Queue.release() records how it ended and when to come back", async () => {
  await using scratch = new Scratch();
  const { queue, archive } = await scratch.open();
  const row = () =>
    scratch.raw().prepare("SELECT status, reason, completed_at, next_run_at, lease_owner FROM loops").get();
  const lease = (await queue.submit(submission, worker)).lease!;
  await queue.release(lease, { kind: "again", at: scratch.clock.ms + 5000, reason: "the model is busy" });
  assert.deepEqual({ ...row() }, {
    status: "waiting",
    reason: "the model is busy",
    completed_at: null,
    next_run_at: "2026-11-22T15:45:25.224Z",
    lease_owner: null,
  });
  const again = (await queue.claim(1, worker, { evenIf: ["waiting"] }))!;
  assert.equal(again.loop.nextRunAt, "2026-11-22T15:45:25.224Z");
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

Deno.test("Queue.release() of a time that has come makes the loop pending", async () => {
  await using scratch = new Scratch();
  const { queue, archive } = await scratch.open();
  const lease = (await queue.submit(submission, worker)).lease!;
  await queue.release(lease, { kind: "again", at: scratch.clock.ms, reason: "its worker was stopped" });
  const loop = await archive.loop(1);
  assert.deepEqual([loop?.status, loop?.reason], ["pending", "its worker was stopped"]);
  await assert.rejects(queue.release(lease, { kind: "paused", reason: "twice" }), /was given back already/);
  const late = (await scratch.open()).journal(lease);
  await assert.rejects(late.openIteration({ fresh: true, decidedBy: "playbook" }), LeaseLost);
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
  let about = 6;
  const ask = (options: string[]) => ({ kind: "question" as const, text: "Which?", options, about: `${++about}` });
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
    (error) => error instanceof InputError && /no question 9/.test(error.message),
  );
  for (const wrong of ["3", "0", " "]) {
    await assert.rejects(
      queue.answer(1, wrong, "anna"),
      /choose one of 1 mariadb, 2 postgresql, or answer in your own words$/,
    );
  }
  assert.equal(await queue.cancel(2, "anna", ""), "done");
  await assert.rejects(
    queue.answer(1, "mariadb", "anna"),
    /Question 1 takes no answer any more: loop 2 is cancelled/,
  );
  assert.equal((await archive.prompts({}))[0]?.response, null);
});

Deno.test("Queue.answer() takes own words for a plain question alone, and a comment for any", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue } = store;
  const journal = store.journal(await claimed(store));
  const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
  const kinds = ["question", "approval", "plan", "interrupted", "approval"] as const;
  const questions = kinds.map((kind) => ({ kind, text: "Which?", options: ["yes", "no"], about: null }));
  await journal.notePrompts(id, questions);
  await queue.answer(1, "Neither: ask Bob", "anna");
  await assert.rejects(queue.answer(2, "rather not", "anna"), /choose one of 1 yes, 2 no; with a reason: no: WHY$/);
  for (const prompt of [3, 4]) {
    await assert.rejects(queue.answer(prompt, "rather not", "anna"), /choose one of 1 yes, 2 no$/);
  }
  await queue.answer(2, "no", "anna", "  not on prod \n");
  await queue.answer(3, "2", "anna", " ");
  await assert.rejects(queue.answer(4, "no", "anna", "x".repeat(4001)), /4001 characters: 4000 is the most/);
  await queue.answer(5, "yes", "anna", "x".repeat(4000));
  const [row] = await journal.history();
  assert.deepEqual(row?.prompts.map(({ status, response, comment }) => [status, response, comment]), [
    ["answered", "Neither: ask Bob", undefined],
    ["answered", "no", "not on prod"],
    ["answered", "no", undefined],
    ["pending", null, undefined],
    ["answered", "yes", "x".repeat(4000)],
  ]);
  const answered = (await news(store.archive)).filter(([kind]) => kind === "answered").map(([, , data]) => data);
  assert.deepEqual(answered.slice(1), [
    { by: "anna", response: "no", comment: "not on prod" },
    { by: "anna", response: "no" },
    { by: "anna", response: "yes", comment: `${"x".repeat(199)}…` },
  ]);
});

Deno.test("Queue.answer() makes a loop claimable with the last answer that it paused for", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  await asking(store, ["Which?", "When?"]);
  assert.equal(await queue.answer(1, "this", "anna"), 1);
  assert.equal((await archive.loop(1))?.status, "paused");
  assert.equal(await queue.claimNext(worker), null);
  await queue.answer(2, "now", "anna");
  const loop = await archive.loop(1);
  assert.deepEqual([loop?.status, loop?.reason], ["pending", null]);
  assert.equal((await queue.claimNext(worker))?.loop.id, 1);
  assert.deepEqual((await news(archive)).slice(-3), [
    ["answered", 1, { by: "anna", response: "this" }],
    ["answered", 2, { by: "anna", response: "now" }],
    ["claimed", null, { owner: "w1", run: 1 }],
  ]);
});

Deno.test("Queue.answer() leaves a loop paused that a human paused", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  await asking(store, ["Which?"]);
  await store.queue.suspend(1, { by: "bob", reason: "disk swap", until: null });
  await store.queue.answer(1, "this", "anna");
  assert.equal((await store.archive.loop(1))?.status, "paused");
  await store.queue.resume(1, "bob");
  assert.equal((await store.queue.claimNext(worker))?.loop.id, 1);
});

Deno.test("Queue.release() as paused goes on where the last answer came before it", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  const lease = await asking(store, ["Which?"], { release: false });
  await queue.answer(1, "this", "anna");
  assert.equal((await archive.loop(1))?.status, "running");
  await queue.release(lease, { kind: "paused", reason: "asks: Which?" });
  assert.equal((await archive.loop(1))?.status, "pending");
  const again = (await queue.claimNext(worker))!;
  await queue.release(again, { kind: "paused", reason: "the playbook cannot be read" });
  assert.equal((await archive.loop(1))?.status, "paused");
});

Deno.test("Queue.release() as done takes the open questions away", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await asking(store, ["Which?"], { release: false });
  await store.queue.release(lease, { kind: "done", status: "failed", reason: "spent" });
  assert.deepEqual(await store.archive.prompts({ open: true }), []);
  await assert.rejects(store.queue.answer(1, "this", "anna"), /loop 1 is failed/);
});

Deno.test("Queue.beat() tells that a worker lives, until its time is over or it leaves", async () => {
  await using scratch = new Scratch();
  const { queue } = await scratch.open();
  await queue.beat({ name: "w1", concurrency: 20, working: 0 }, 1000);
  scratch.clock.ms += 900;
  await queue.beat({ name: "w2", concurrency: 5, working: 5 }, 1000);
  await queue.beat({ name: "w1", concurrency: 20, working: 3 }, 1000);
  assert.deepEqual(await queue.workers(), [{
    name: "w1",
    startedAt: "2026-11-22T15:45:20.224Z",
    heartbeatAt: "2026-11-22T15:45:21.124Z",
    expiresAt: "2026-11-22T15:45:22.124Z",
    concurrency: 20,
    working: 3,
  }, {
    name: "w2",
    startedAt: "2026-11-22T15:45:21.124Z",
    heartbeatAt: "2026-11-22T15:45:21.124Z",
    expiresAt: "2026-11-22T15:45:22.124Z",
    concurrency: 5,
    working: 5,
  }]);
  await queue.leave("w2");
  assert.deepEqual((await queue.workers()).map(({ name }) => name), ["w1"]);
  scratch.clock.ms += 1000;
  assert.deepEqual(await queue.workers(), []);
  await queue.beat({ name: "w3", concurrency: 1, working: 0 }, 1000);
  assert.equal(scratch.raw().prepare("SELECT count(*) AS n FROM workers").get()?.n, 1);
});

Deno.test("Queue.changed() notices commits of this process and of others, once", async () => {
  await using scratch = new Scratch();
  const { queue, archive } = await scratch.open();
  queue.changed();
  assert.equal(queue.changed(), false);
  await queue.submit(submission);
  assert.deepEqual([queue.changed(), queue.changed()], [true, false]);
  await archive.loops({ all: true });
  assert.equal(queue.changed(), false);
  await (await scratch.open()).queue.suspend(1, { by: "anna", reason: "", until: null });
  assert.deepEqual([queue.changed(), queue.changed()], [true, false]);
});
