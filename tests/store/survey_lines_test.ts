import assert from "node:assert/strict";
import { tally } from "../fakes/records.ts";
import { insert } from "./record_rows.ts";
import { asking, claimed, note, Scratch, submission } from "./scratch.ts";

Deno.test("Survey.line() counts the hosts of a playbook's newest pass that came to some, each by its worst", async () => {
  await using scratch = new Scratch();
  const { queue, journal, survey, hostNotes } = await scratch.open();
  const { lease } = await queue.submit({ ...submission, mode: "continuous", interval: 60 }, {
    name: "w",
    leaseMs: 1000,
  });
  const at = { name: "/srv/hosts", vars: {}, groups: ["web"] };
  await hostNotes(lease!).note(["a", "b", "c", "d", "e"].map((host) => ({ ...at, host })));
  const none = tally();
  const written = journal(lease!);
  const first = await written.openIteration({ fresh: true, decidedBy: "playbook" });
  const counted = {
    a: none,
    b: { ...none, changed: 2 },
    c: { ...none, changed: 1, failed: 1 },
    d: { ...none, failed: 1, unreachable: 1 },
  };
  await written.closeIteration(first.id, { phase: "completed", converged: false, observations: { tally: counted } });
  const expected = { all: 5, ok: 1, changed: 1, failed: 1, unreachable: 1 };
  assert.deepEqual((await survey.line(1))?.hosts, expected);
  const second = await written.openIteration({ fresh: true, decidedBy: "playbook" });
  assert.deepEqual((await survey.line(1))?.hosts, expected);
  assert.equal((await survey.line(1))?.iteration?.n, 2);
  await written.closeIteration(second.id, { phase: "unfinished", converged: false, observations: { tally: {} } });
  assert.deepEqual((await survey.line(1))?.hosts, expected);
  await hostNotes(lease!).note(["a", "b"].map((host) => ({ ...at, host })));
  assert.equal((await survey.line(1))?.hosts.all, 2);
  assert.equal(await survey.line(2), undefined);
});

Deno.test("Survey.line() counts the hosts that a goal in words looked at, and those that it did something on", async () => {
  await using scratch = new Scratch();
  const { queue, journal, survey } = await scratch.open();
  const { file: _, ...options } = submission.options;
  const { lease } = await queue.submit({ ...submission, options }, { name: "w", leaseMs: 1000 });
  const written = journal(lease!);
  const { id } = await written.openIteration({ fresh: true, decidedBy: null });
  const looks = { a: { os: { rc: 0 } }, b: { os: { unreachable: true } }, c: {} };
  await written.noteObservations(id, { looks });
  assert.deepEqual((await survey.line(1))?.hosts, { all: 0, ok: 2, changed: 0, failed: 0, unreachable: 1 });
  const none = tally({ changed: 1 });
  await written.closeIteration(id, {
    phase: "completed",
    converged: false,
    observations: { looks, tally: { a: none } },
  });
  assert.deepEqual((await survey.line(1))?.hosts, { all: 0, ok: 1, changed: 1, failed: 0, unreachable: 1 });
});

Deno.test("Survey.line() counts hosts of rows from before they were counted", async () => {
  await using scratch = new Scratch();
  const { survey } = await scratch.open();
  const db = scratch.raw();
  insert(db, "loops");
  const observations = JSON.stringify({ tally: { a: { ok: 1, changed: 0, failed: 1, unreachable: 0 } } });
  insert(db, "iterations", { observations, counts: null });
  insert(db, "iterations", { n: 2, observations: "broken {" });
  insert(db, "iterations", { n: 3, observations: "[1]", counts: "also broken" });
  assert.deepEqual((await survey.line(1))?.hosts, { all: 0, ok: 0, changed: 0, failed: 1, unreachable: 0 });
});

Deno.test("Survey.line() has open questions oldest first, open drifts, and what all calls have cost, pruned ones too", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { survey, journal, upkeep, queue } = store;
  const lease = await asking(store, ["one?", "two?"], { release: false });
  const written = journal(lease);
  for (const costUsd of [0.25, null, 0.5]) {
    const { id } = await written.openIteration({ fresh: true, decidedBy: null });
    const call = await written.beginCall(id, { purpose: "decide", attempt: 1, model: "m", brief: "b" });
    await written.endCall(call, {
      status: "answered",
      reply: { text: "{}", tokensIn: 10, tokensOut: 1, costUsd },
      ms: 1,
    });
    await written.closeIteration(id, { phase: "unfinished", converged: false });
  }
  insert(scratch.raw(), "drifts");
  const line = await survey.line(1);
  assert.deepEqual(line?.prompts.map(({ text }) => text), ["one?", "two?"]);
  assert.deepEqual([line?.openDrifts, line?.costUsd], [1, 0.75]);
  await queue.release(lease, { kind: "done", status: "failed", reason: "spent" });
  scratch.clock.ms += 1000 * 86_400_000;
  while ((await upkeep.pruneStep({ outputsMs: 1, historyMs: 1 })).more);
  const after = await survey.line(1);
  assert.equal(after?.iteration?.n, 4);
  assert.deepEqual([after?.costUsd, after?.prompts.length], [0.75, 0]);
});

Deno.test("Survey.loops() shows loops of the original as they are", async () => {
  await using scratch = new Scratch();
  scratch.legacy();
  const { survey } = await scratch.open();
  const { rows } = await survey.loops({ all: true, limit: 10 });
  assert.deepEqual(
    rows.map(({ loop, hosts, iteration, prompts }) => [loop.id, hosts.all, iteration?.n, prompts.length]),
    [
      [1, 1, 1, 0],
      [2, 0, 1, 1],
      [3, 0, undefined, 0],
      [4, 0, undefined, 0],
      [5, 0, undefined, 0],
    ],
  );
  assert.ok(rows.every(({ costUsd, openDrifts, hosts }) => costUsd === null && openDrifts === 0 && hosts.ok === 0));
  const japanese = await survey.loops({ all: true, limit: 10, search: "日本" });
  assert.deepEqual(japanese.rows.map(({ loop }) => loop.id), [4]);
  assert.deepEqual((await survey.counts()).loops, {
    ...{ pending: 1, running: 1, waiting: 0, paused: 1, blocked: 0 },
    ...{ completed: 1, failed: 1, cancelled: 0 },
  });
});

Deno.test("Survey.counts() goes with every loop, question, drift and host", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, survey, journal } = store;
  const none = { pending: 0, running: 0, waiting: 0, paused: 0, blocked: 0, completed: 0, failed: 0, cancelled: 0 };
  const rest = { openPrompts: 0, openDrifts: 0, hosts: 0, unreachable: 0 };
  assert.deepEqual(await survey.counts(), { loops: none, ...rest });
  const lease = await claimed(store);
  await asking(store, ["go on?"]);
  await queue.submit(submission);
  assert.deepEqual(await survey.counts(), {
    ...{ loops: { ...none, pending: 1, running: 1, paused: 1 }, ...rest, openPrompts: 1 },
  });
  const written = journal(lease);
  const { id } = await written.openIteration({ fresh: true, decidedBy: "playbook" });
  const [row] = await written.noteActions(id, [note("0.tasks.0", { status: "running", diff: [] })]);
  await written.finishAction([{ id: row!.id, status: "failed", result: { changed: false, failed: true } }]);
  const reached = { web1: { error: null }, web2: { error: "no route" } };
  await written.closeIteration(id, { phase: "completed", converged: false, reached });
  await queue.release(lease, { kind: "done", status: "failed", reason: "no" });
  insert(scratch.raw(), "drifts");
  assert.deepEqual(await survey.counts(), {
    loops: { ...none, pending: 1, failed: 1, paused: 1 },
    ...{ openPrompts: 1, openDrifts: 1, hosts: 2, unreachable: 1 },
  });
  await queue.retry(1, "anna");
  await queue.answer(1, "yes", "anna");
  await queue.cancel(3, "anna", "");
  assert.deepEqual((await survey.counts()).loops, { ...none, pending: 2, cancelled: 1 });
});
