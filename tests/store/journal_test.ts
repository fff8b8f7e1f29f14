import assert from "node:assert/strict";
import type { Decision } from "../../src/model/decision.ts";
import { LeaseLost } from "../../src/model/errors.ts";
import type { Journal } from "../../src/ports/journal.ts";
import { action, claimed, dump, noLog, note, Scratch, submission, takenOver } from "./scratch.ts";

const pass = { fresh: true, decidedBy: "playbook" as const };
const done = { changed: true, rc: 0 };
const closing = { phase: "completed" as const, converged: false };

/** A claimed loop's journal with one open iteration. */
async function opened(scratch: Scratch): Promise<{ journal: Journal; iteration: number }> {
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  return { journal, iteration: (await journal.openIteration(pass)).id };
}

async function actionsOf(journal: Journal) {
  return (await journal.history()).flatMap(({ actions }) => actions);
}

Deno.test("Journal.openIteration() numbers iterations from 1, one after the other", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  await journal.closeIteration(iteration, closing);
  const second = await journal.openIteration({ fresh: false, decidedBy: null });
  assert.deepEqual({ ...second, id: 0 }, {
    id: 0,
    n: 2,
    run: 1,
    increment: null,
    phase: "observing",
    fresh: false,
    decidedBy: null,
    decision: null,
    converged: false,
    observations: {},
    error: null,
    actions: [],
    prompts: [],
    calls: [],
    createdAt: "2026-11-22T15:45:20.224Z",
    completedAt: null,
  });
  assert.deepEqual((await journal.history()).map(({ n }) => n), [1, 2]);
});

Deno.test("Journal.openIteration() never uses a number twice, even if somebody wrote it behind its back", async () => {
  await using scratch = new Scratch();
  const { iteration } = await opened(scratch);
  const insert = "INSERT INTO iterations (loop_id, n, phase, run) VALUES (1, 1, 'observing', 1)";
  assert.throws(() => scratch.raw().prepare(insert).run(), /UNIQUE/);
  assert.equal(iteration, 1);
});

Deno.test("Journal.noteActions() with status running notes and starts in one commit", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  const diff = [{ header: "/etc/motd", before: "", after: "hi\n" }];
  const predicted = { changed: true, stdout: "predicted" };
  const [row] = await journal.noteActions(iteration, [
    note("0.tasks.0", { status: "running", diff, result: predicted }),
  ]);
  assert.deepEqual(row, {
    id: 1,
    iteration,
    host: "localhost",
    module: "command",
    params: { cmd: "echo 0.tasks.0" },
    name: "run 0.tasks.0",
    task: "0.tasks.0",
    position: 0,
    occurrence: 0,
    adopted: false,
    status: "running",
    way: null,
    diff,
    result: predicted,
    attempt: 1,
    startedAt: "2026-11-22T15:45:20.224Z",
    completedAt: null,
  });
  assert.deepEqual(await actionsOf(journal), [row]);
  const raw = scratch.raw().prepare("SELECT stdout, changed, rc, verdict FROM actions").get();
  assert.deepEqual({ ...raw }, { stdout: null, changed: null, rc: null, verdict: "allow" });
});

Deno.test("Journal.noteActions() is all or nothing", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  await assert.rejects(
    journal.noteActions(iteration, [note("a"), note("b", { status: "interrupted" })]),
    /cannot be noted/,
  );
  assert.deepEqual(await actionsOf(journal), []);
  assert.equal((await journal.history())[0]?.phase, "observing");
});

Deno.test("Journal.noteActions() writes ends of earlier actions in the same transaction, or none of both", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  const [first] = await journal.noteActions(iteration, [note("a", { status: "running" })]);
  const end = { id: first!.id, status: "completed" as const, result: { changed: true, rc: 0 } };
  await assert.rejects(journal.noteActions(iteration, [note("b", { status: "interrupted" })], [end]));
  const statuses = async () => (await journal.history()).flatMap(({ actions }) => actions.map(({ status }) => status));
  assert.deepEqual(await statuses(), ["running"]);
  await journal.noteActions(iteration, [note("b", { status: "running" })], [end]);
  assert.deepEqual(await statuses(), ["completed", "running"]);
});

Deno.test("Journal.noteActions() keeps order, items and ends that needed no deed", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  const skipped = { changed: false, skipped: true };
  await journal.noteActions(iteration, [note("a", {}, { item: null }), note("a", {}, { item: { user: "x" } })]);
  await journal.noteActions(iteration, [
    note("b", { status: "skipped" }, { settled: skipped }),
    note("c", { status: "denied", verdict: "deny", result: { changed: false } }),
  ]);
  const actions = await actionsOf(journal);
  assert.deepEqual(actions.map(({ position, status, item }) => [position, status, item]), [
    [0, "pending", null],
    [1, "pending", { user: "x" }],
    [2, "skipped", undefined],
    [3, "denied", undefined],
  ]);
  assert.ok(!("item" in actions[2]!));
  assert.deepEqual(actions[2]?.result, skipped);
  assert.deepEqual(actions.map(({ startedAt }) => startedAt), [null, null, null, null]);
  assert.deepEqual(actions.map(({ completedAt }) => completedAt !== null), [false, false, true, true]);
});

Deno.test("Journal.startAction() and finishAction() keep what a deed left, streams whole", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  const [row] = await journal.noteActions(iteration, [note("a")]);
  scratch.clock.ms += 1000;
  await journal.startAction([{
    id: row!.id,
    diff: [{ header: "x", before: "", after: "y" }],
    result: { changed: true },
  }]);
  scratch.clock.ms += 1000;
  const stdout = `NUL \0 inside, ${"long ".repeat(200_000)}\n日本\n`;
  const result = {
    ...done,
    rc: 2,
    failed: true,
    stdout,
    stdout_lines: stdout.split("\n").slice(0, -1),
    stderr: "",
    cmd: ["x"],
  };
  await journal.finishAction([{ id: row!.id, status: "failed", result }]);
  const [ended] = await actionsOf(journal);
  assert.deepEqual([ended?.result, ended?.adopted], [result, false]);
  assert.deepEqual([ended?.status, ended?.startedAt, ended?.completedAt], [
    "failed",
    "2026-11-22T15:45:21.224Z",
    "2026-11-22T15:45:22.224Z",
  ]);
  const raw = scratch.raw().prepare(
    "SELECT rc, changed, length(result) AS size, hex(substr(CAST(stdout AS BLOB), 1, 5)) AS head FROM actions",
  ).get();
  assert.deepEqual([raw?.rc, raw?.changed, raw?.head], [2, 1, "4E554C2000"]);
  assert.ok(Number(raw?.size) < 200, "the stream is stored once");
});

Deno.test("Journal.finishAction() finishes all of a list, or none", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  const [a, b] = await journal.noteActions(iteration, [
    note("a", { status: "running" }),
    note("b", { status: "running" }),
  ]);
  const finish = (id: number) => ({ id, status: "completed" as const, result: done });
  await assert.rejects(journal.finishAction([finish(a!.id), finish(99)]), /has no action 99/);
  assert.deepEqual((await actionsOf(journal)).map(({ status }) => status), ["running", "running"]);
  await journal.finishAction([finish(a!.id), finish(b!.id)]);
  await assert.rejects(journal.finishAction([finish(a!.id)]), /Action 1 is completed and cannot become completed/);
});

Deno.test("Journal.finishAction() keeps that an end was read from a receipt", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  const rows = await journal.noteActions(iteration, [
    note("a", { status: "running" }),
    note("b", { status: "running" }),
  ]);
  const ends = rows.map(({ id }, index) => ({ id, status: "completed" as const, result: done, adopted: index === 0 }));
  await journal.finishAction(ends);
  assert.deepEqual((await actionsOf(journal)).map(({ adopted }) => adopted), [true, false]);
});

Deno.test("Journal counts an attempt for each earlier start of the same host, task, item and occurrence", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  const running = { status: "running" as const };
  const attempts = async (n: number, ...notes: ReturnType<typeof note>[]) =>
    (await journal.noteActions(n, notes)).map(({ attempt }) => attempt);
  assert.deepEqual(await attempts(iteration, note("a", running, { item: 1 }), note("a", running, { item: 2 })), [1, 1]);
  assert.deepEqual(await attempts(iteration, note("a", running, { item: 1, host: "web" }), note("a", running)), [1, 1]);
  const twice = (occurrence: number) => note("twice", { ...running, occurrence }, { item: 1 });
  assert.deepEqual(await attempts(iteration, twice(0), twice(1)), [1, 1]);
  assert.deepEqual(await attempts(iteration, note("b"), note("b")), [1, 1]);
  assert.deepEqual(await attempts(iteration, note(null, running), note(null, running)), [1, 2]);
  assert.deepEqual(await attempts(iteration, note(null, running, { params: { cmd: "other" } })), [1]);
  for (const { id, status } of await actionsOf(journal)) {
    if (status === "running") await journal.finishAction([{ id, status: "interrupted", result: done }]);
  }
  await journal.abandonIteration(iteration, { error: "died", carry: [] });
  const second = await journal.openIteration(pass);
  assert.deepEqual(await attempts(second.id, note("a", running, { item: 1 }), note("a", running, { item: 3 })), [2, 1]);
  assert.deepEqual(await attempts(second.id, note("b", running), twice(1)), [1, 2]);
});

Deno.test("Journal calls nothing an attempt that an earlier pass has done: a read is made anew in each", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  const reads = async (n: number) => {
    const [row] = await journal.noteActions(n, [note("a", { status: "running" })]);
    await journal.finishAction([{ id: row!.id, status: "completed", result: done }]);
    return row!.attempt;
  };
  // A task that is tried until something holds, and a pass after it.
  assert.deepEqual([await reads(iteration), await reads(iteration)], [1, 2]);
  await journal.closeIteration(iteration, { phase: "completed", converged: false });
  assert.equal(await reads((await journal.openIteration(pass)).id), 1);
});

Deno.test("Journal.startAction() counts the starts since the action was noted", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  const rows = await journal.noteActions(iteration, [note(null), note(null)]);
  for (const { id } of rows) await journal.startAction([{ id, diff: [], result: done }]);
  assert.deepEqual((await actionsOf(journal)).map(({ attempt }) => attempt), [1, 2]);
});

Deno.test("Journal.noteDecision() writes decision, actions and questions at once, without what only the run knows", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  await journal.noteObservations(iteration, { looks: { web: { os: "debian" } } });
  assert.equal((await journal.history())[0]?.phase, "deciding");
  const shown = action(null);
  const hidden = action(null, { params: { password: "hunter2" }, item: "hunter2", terms: noLog });
  const decision: Decision = { kind: "act", reasoning: "nginx is missing", actions: [shown, hidden] };
  const rows = await journal.noteDecision(iteration, "model", decision, [
    { action: shown, verdict: "allow" },
    { action: hidden, verdict: "ask" },
  ]);
  assert.deepEqual(rows.map(({ status, position }) => [status, position]), [["pending", 0], ["pending", 1]]);
  const [recorded] = await journal.history();
  assert.deepEqual([recorded?.phase, recorded?.decidedBy, recorded?.observations], ["executing", "model", {
    looks: { web: { os: "debian" } },
  }]);
  assert.deepEqual(recorded?.decision?.kind === "act" && recorded.decision.actions[0], shown);
  assert.deepEqual(recorded?.actions, rows);
  assert.equal(scratch.raw().prepare("SELECT reasoning FROM iterations").get()?.reasoning, "nginx is missing");
  assert.ok(!JSON.stringify(dump(scratch.raw())).includes("hunter2"));
});

Deno.test("Journal.noteDecision() writes nothing when one of its actions cannot be noted", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  const before = await journal.history();
  const decision: Decision = {
    kind: "ask",
    reasoning: "?",
    questions: [{ kind: "question", text: "?", options: [], about: null }],
  };
  await assert.rejects(journal.noteDecision(iteration, "model", decision, [note("a", { status: "interrupted" })]));
  assert.deepEqual(await journal.history(), before);
});

Deno.test("Journal hides what no_log hides, and keeps how it came out", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  const secret = { changed: true, rc: 1, failed: true, stdout: "hunter2", stdout_lines: ["hunter2"], msg: "hunter2" };
  const diff = [{ header: "x", before: "", after: "hunter2" }];
  const hidden = { params: { password: "hunter2" }, item: { password: "hunter2" }, terms: noLog };
  const rows = await journal.noteActions(iteration, [
    note("a", { status: "running", diff, result: secret }, hidden),
    note("b", {}, hidden),
    note("c", { status: "failed", result: secret }, hidden),
  ]);
  await journal.startAction([{ id: rows[1]!.id, diff, result: secret }]);
  await journal.finishAction(rows.slice(0, 2).map(({ id }) => ({ id, status: "failed", result: secret })));
  for (const { params, result, diff, ...row } of await actionsOf(journal)) {
    assert.ok(!("item" in row));
    assert.deepEqual([result?.changed, result?.failed, result?.rc, diff], [true, true, 1, []]);
    assert.match(String(result?.censored), /no_log: true/);
    assert.deepEqual(Object.keys(params), ["censored"]);
    assert.ok(!("stdout" in result!));
  }
  assert.ok(!JSON.stringify(dump(scratch.raw())).includes("hunter2"));
});

Deno.test("Journal.closeIteration() records the end, and refuses one with an action still running", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  const [row] = await journal.noteActions(iteration, [note("a", { status: "running" })]);
  await assert.rejects(journal.closeIteration(iteration, closing), /action 1 is still running/);
  await journal.finishAction([{ id: row!.id, status: "completed", result: done }]);
  const tally = {
    localhost: {
      ok: 1,
      changed: 1,
      failed: 0,
      unreachable: 0,
      skipped: 0,
      ignored: 0,
      rescued: 0,
      foreseen: 0,
      wouldRun: 0,
    },
  };
  await journal.closeIteration(iteration, {
    phase: "completed",
    converged: true,
    observations: { tally },
    decision: { kind: "converged", reasoning: "nothing to do" },
    error: "none",
  });
  const [closed] = await journal.history();
  assert.deepEqual([closed?.phase, closed?.converged, closed?.observations, closed?.error], ["completed", true, {
    tally,
  }, "none"]);
  assert.deepEqual(closed?.decision, { kind: "converged", reasoning: "nothing to do" });
  assert.equal(closed?.completedAt, "2026-11-22T15:45:20.224Z");
  for (
    const late of [
      () => journal.noteActions(iteration, [note("b")]),
      () => journal.noteObservations(iteration, {}),
      () => journal.closeIteration(iteration, closing),
      () => journal.abandonIteration(iteration, { error: "", carry: [] }),
    ]
  ) await assert.rejects(late(), /Iteration 1 of loop 1 is completed already/);
});

Deno.test("Journal.abandonIteration() skips what pends, carries what is named, and wants running actions settled first", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  const rows = await journal.noteActions(iteration, [note("a", { status: "running" }), note("b"), note("c")]);
  const carry = [rows[2]!.id];
  await assert.rejects(journal.abandonIteration(iteration, { error: "died", carry }), /still running/);
  assert.deepEqual((await actionsOf(journal)).map(({ status }) => status), ["running", "pending", "pending"]);
  await journal.finishAction([{ id: rows[0]!.id, status: "interrupted", result: { changed: false } }]);
  await journal.abandonIteration(iteration, { error: "the worker died", carry });
  const [abandoned] = await journal.history();
  assert.deepEqual([abandoned?.phase, abandoned?.converged, abandoned?.error], [
    "unfinished",
    false,
    "the worker died",
  ]);
  assert.deepEqual(abandoned?.actions.map(({ status }) => status), ["interrupted", "skipped", "pending"]);
  assert.deepEqual(abandoned?.actions[1]?.result, { changed: false, skipped: true, skip_reason: "the worker died" });

  const decision: Decision = { kind: "act", reasoning: "as before", actions: [] };
  const next = await journal.openIteration({ fresh: false, decidedBy: "model", decision, take: carry });
  assert.deepEqual(next.actions.map(({ id, position, iteration }) => [id, position, iteration]), [[3, 0, next.id]]);
  assert.deepEqual([next.phase, next.decision], ["executing", decision]);
  assert.deepEqual((await journal.history()).map(({ actions }) => actions.length), [2, 1]);
  await assert.rejects(journal.openIteration({ ...pass, take: [1] }), /no pending action 1 to take over/);
  assert.equal((await journal.history()).length, 2);
});

Deno.test("Journal.abandonIteration() puts a pending copy in the place of an action that never started", async () => {
  await using scratch = new Scratch();
  const { journal, iteration } = await opened(scratch);
  const rows = await journal.noteActions(iteration, [
    note(null, {}, { params: { cmd: "one" } }),
    note(null),
    note(null),
  ]);
  const diff = [{ header: "x", before: "", after: "y" }];
  await journal.startAction([{ id: rows[0]!.id, diff, result: done }]);
  await journal.abandonIteration(iteration, { error: "died", carry: [2, 3], renew: [1] });
  const [abandoned] = await journal.history();
  assert.deepEqual(abandoned?.actions.map(({ id, status, startedAt }) => [id, status, startedAt]), [
    [1, "skipped", null],
    [4, "pending", null],
    [2, "pending", null],
    [3, "pending", null],
  ]);
  const copy = abandoned!.actions[1]!;
  assert.deepEqual([copy.params, copy.result, copy.diff, copy.completedAt], [{ cmd: "one" }, null, [], null]);
  const next = await journal.openIteration({ ...pass, take: [4, 2, 3] });
  assert.deepEqual(next.actions.map(({ id }) => id), [4, 2, 3]);
  await journal.startAction([{ id: 4, diff, result: done }]);
  assert.equal((await actionsOf(journal)).find(({ id }) => id === 4)?.attempt, 1);
  await assert.rejects(journal.abandonIteration(next.id, { error: "", carry: [], renew: [1] }), /is skipped/);
});

Deno.test("Journal of a lease that was taken over throws LeaseLost from every method and writes nothing", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const { id } = await journal.openIteration(pass);
  const [running, pending] = await journal.noteActions(id, [note("a", { status: "running" }), note("b")]);
  await takenOver(store, lease);
  const before = dump(scratch.raw());
  const methods: { [Name in keyof Journal]: () => Promise<unknown> } = {
    history: () => journal.history(),
    increments: () => journal.increments(),
    writeIncrements: () => journal.writeIncrements([{ play: 0, name: "web", isFix: false, foundBy: null }]),
    setIncrement: () => journal.setIncrement(1, "completed"),
    openIteration: () => journal.openIteration(pass),
    noteObservations: () => journal.noteObservations(id, {}),
    noteDecision: () => journal.noteDecision(id, "model", { kind: "blocked", reasoning: "" }, [note("c")]),
    noteActions: () => journal.noteActions(id, [note("c")]),
    beginCall: () => journal.beginCall(id, { purpose: "decide", attempt: 1, model: "m", brief: "" }),
    endCall: () => journal.endCall(1, { status: "failed", problem: "" }),
    notePrompts: () => journal.notePrompts(id, []),
    declined: () => journal.declined(),
    looks: () => journal.looks(),
    state: () => journal.state(),
    noteState: () => journal.noteState([]),
    startAction: () => journal.startAction([{ id: pending!.id, diff: [], result: done }]),
    finishAction: () => journal.finishAction([{ id: running!.id, status: "completed", result: done }]),
    closeIteration: () => journal.closeIteration(id, closing),
    abandonIteration: () => journal.abandonIteration(id, { error: "", carry: [] }),
  };
  for (const [name, call] of Object.entries(methods)) {
    await assert.rejects(
      call(),
      (error) => error instanceof LeaseLost && /taken over by other/.test(error.message),
      name,
    );
  }
  assert.deepEqual(dump(scratch.raw()), before);
});

Deno.test("Journal knows its own loop only", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const first = store.journal(await claimed(store));
  const second = store.journal(await claimed(store));
  const { id } = await first.openIteration(pass);
  const [row] = await first.noteActions(id, [note("a")]);
  await assert.rejects(second.noteActions(id, [note("b")]), /Loop 2 has no iteration 1/);
  await assert.rejects(
    second.finishAction([{ id: row!.id, status: "skipped", result: done }]),
    /Loop 2 has no action 1/,
  );
  await assert.rejects(second.openIteration({ ...pass, take: [row!.id] }), /no pending action/);
  assert.deepEqual(await second.history(), []);
  assert.equal((await first.history())[0]?.actions[0]?.status, "pending");
});

Deno.test("Journal.history() is of the current run, the same after the file was closed and opened again", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { lease } = await store.queue.submit(submission, { name: "w", leaseMs: 1000 });
  const journal = store.journal(lease!);
  const { id } = await journal.openIteration(pass);
  await journal.noteActions(id, [note("a", { status: "running", result: done })]);
  const before = await journal.history();
  await store.close();
  const again = await scratch.open();
  assert.deepEqual(await again.journal(lease!).history(), before);
  scratch.raw().exec("UPDATE loops SET run = 2");
  assert.deepEqual(await again.journal(lease!).history(), []);
});
