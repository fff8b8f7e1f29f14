import assert from "node:assert/strict";
import { memoryFiles } from "../fakes/memory_files.ts";
import { insert } from "./record_rows.ts";
import { asking, claimed, note, Scratch } from "./scratch.ts";

const tally = { web1: { ok: 1, changed: 0, failed: 0, unreachable: 0 } };

Deno.test("Survey.iterations() leaves out what looks saw, observations() has all of it", async () => {
  await using scratch = new Scratch();
  const { survey } = await scratch.open();
  const db = scratch.raw();
  insert(db, "loops");
  const seen = { looks: { web1: { log: { stdout: "x".repeat(400_000) } } }, unproven: ["it is off"], tally };
  insert(db, "iterations", { observations: JSON.stringify(seen) });
  insert(db, "iterations", { n: 2, observations: JSON.stringify({ tally, failures: [] }) });
  insert(db, "iterations", { n: 3, observations: JSON.stringify({ tally: "x".repeat(400_000) }) });
  insert(db, "iterations", { n: 4, observations: 'broken "looks" {' });
  insert(db, "iterations", { n: 5 });
  const { rows } = await survey.iterations(1, { limit: 9 });
  assert.deepEqual(rows.map(({ n, observations }) => [n, observations]), [
    [5, null],
    [4, null],
    [3, null],
    [2, { tally, failures: [] }],
    [1, { unproven: ["it is off"], tally }],
  ]);
  assert.deepEqual(await survey.observations(1), seen);
  assert.equal(await survey.observations(4), 'broken "looks" {');
  assert.deepEqual([await survey.observations(5), await survey.observations(99)], [null, null]);
});

Deno.test("Survey.iterationBefore() is the one before in the same loop", async () => {
  await using scratch = new Scratch();
  const { survey } = await scratch.open();
  const db = scratch.raw();
  for (const _ of [1, 2]) insert(db, "loops");
  for (const [loop_id, n] of [[1, 1], [2, 1], [1, 2], [1, 2]]) {
    insert(db, "iterations", { loop_id: loop_id!, n: n!, run: null });
  }
  const before = async (id: number) => (await survey.iterationBefore(id))?.id;
  assert.deepEqual([await before(1), await before(2), await before(3), await before(4), await before(9)], [
    ...[undefined, undefined, 1],
    ...[3, undefined],
  ]);
});

Deno.test("Survey.timeline() has the newest iterations with their first actions by start, their number, and calls", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "model" });
  const call = await journal.beginCall(id, { purpose: "decide", attempt: 1, model: "m", brief: "b" });
  const rows = await journal.noteActions(id, Array.from({ length: 203 }, (_, index) => note(`t${index}`)));
  for (const index of [1, 0]) {
    scratch.clock.ms += 10;
    await journal.startAction([{ id: rows[index]!.id, diff: [], result: { changed: true } }]);
  }
  const [open] = await store.survey.timeline(1, { limit: 5 });
  assert.deepEqual([open?.n, open?.actionCount, open?.actions.length, open?.completedAt], [1, 203, 200, null]);
  assert.deepEqual(open?.actions.slice(0, 3).map((action) => [action.id, action.status, action.startedAt !== null]), [
    [2, "running", true],
    [1, "running", true],
    [3, "pending", false],
  ]);
  assert.deepEqual(open?.calls.map(({ id, status, endedAt }) => [id, status, endedAt]), [[call, "sent", null]]);
  await journal.abandonIteration(id, { error: "enough", carry: [], away: [1, 2] });
  const next = await journal.openIteration({ fresh: false, decidedBy: "playbook" });
  assert.deepEqual((await store.survey.timeline(1, { limit: 1 })).map(({ id }) => id), [next.id]);
  const earlier = await store.survey.timeline(1, { limit: 5, before: next.n });
  assert.deepEqual(earlier.map(({ n, phase, error, decidedBy }) => [n, phase, error, decidedBy]), [
    [1, "unfinished", "enough", "model"],
  ]);
  assert.deepEqual(await store.survey.timeline(7, { limit: 5 }), []);
});

Deno.test("Survey.actions() has those of one host or one status, outputs cut, in the order they were noted", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const rows = await journal.noteActions(id, [
    note("0", { status: "running", diff: [] }, { host: "web2" }),
    note("1", {}, { host: "web1" }),
    note("2", {}, { host: "web2" }),
  ]);
  const stdout = "line\n".repeat(10_000);
  await journal.finishAction([{ id: rows[0]!.id, status: "failed", result: { changed: false, rc: 1, stdout } }]);
  const tasks = async (of: { host?: string; status?: string }) =>
    (await store.survey.actions(id, { limit: 9, ...of })).rows.map(({ task }) => task);
  assert.deepEqual(await tasks({}), ["0", "1", "2"]);
  assert.deepEqual(await tasks({ host: "web2" }), ["0", "2"]);
  assert.deepEqual(await tasks({ status: "pending" }), ["1", "2"]);
  assert.deepEqual(await tasks({ status: "pending", host: "web2" }), ["2"]);
  assert.deepEqual(await tasks({ host: "web_" }), []);
  const [first] = (await store.survey.actions(id, { limit: 1 })).rows;
  assert.deepEqual([first?.rc, first?.stdout?.length, first?.n], [1, 400, 1]);
});

Deno.test("Survey.prompts() has open ones oldest first and the others newest first, each with its loop", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  await asking(store, ["one?", "two?", "three?"]);
  await asking(store, ["four?"]);
  await store.queue.answer(2, "yes", "anna", "as agreed");
  await store.queue.cancel(2, "anna", "");
  const asked = await store.survey.prompts({ open: true, limit: 9 });
  assert.deepEqual(asked.rows.map(({ text, loopName, loopStatus, n }) => [text, loopName, loopStatus, n]), [
    ["one?", "site", "paused", 1],
    ["three?", "site", "paused", 1],
  ]);
  const { rows } = await store.survey.prompts({ open: false, limit: 9 });
  assert.deepEqual(
    rows.map(({ id, status, response, answeredBy, comment }) => [id, status, response, answeredBy, comment]),
    [
      [4, "cancelled", null, null, undefined],
      [2, "answered", "yes", "anna", "as agreed"],
    ],
  );
  assert.deepEqual((await store.survey.prompts({ open: false, loop: 1, limit: 9 })).rows.map(({ id }) => id), [2]);
  assert.deepEqual((await store.survey.prompts({ open: true, loop: 2, limit: 9 })).rows, []);
});

Deno.test("Survey.drifts() has open ones, closed ones, those of a loop, those of a host", async () => {
  await using scratch = new Scratch();
  const { survey } = await scratch.open();
  const db = scratch.raw();
  for (const name of ["first", "second"]) insert(db, "loops", { name });
  insert(db, "drifts", { corrected_at: "2026-11-02T00:00:00.000Z" });
  insert(db, "drifts", { loop_id: 2, host: "db1" });
  insert(db, "drifts", { diff: '[{"header":"/etc/motd","before":"a","after":"b"}]' });
  const ids = async (of: object) => (await survey.drifts({ limit: 9, ...of })).rows.map(({ id }) => id);
  assert.deepEqual([await ids({}), await ids({ open: true }), await ids({ open: false })], [[3, 2, 1], [3, 2], [1]]);
  assert.deepEqual([await ids({ loop: 1 }), await ids({ loop: 1, open: true })], [[3, 1], [3]]);
  assert.deepEqual([await ids({ host: "db1" }), await ids({ host: "db_" })], [[2], []]);
  const [newest] = (await survey.drifts({ limit: 1 })).rows;
  assert.deepEqual([newest?.loopName, newest?.diff], ["first", [{ header: "/etc/motd", before: "a", after: "b" }]]);
});

Deno.test("Survey.sources() has the texts that a run was read from, and no bytes", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const files = memoryFiles({ "/srv/site.yml": "- hosts: all\n", "/srv/größe.j2": "ä\u{fffd}".repeat(20_000) });
  const kept = store.keptFiles(lease, files);
  kept.readText("/srv/site.yml");
  kept.readText("/srv/größe.j2");
  await store.journal(lease).openIteration({ fresh: true, decidedBy: "playbook" });
  assert.deepEqual(await store.survey.sources(1), {
    "/srv/site.yml": "- hosts: all\n",
    "/srv/größe.j2": "ä\u{fffd}".repeat(20_000),
  });
  const db = scratch.raw();
  db.prepare("UPDATE outputs SET content = ?, encoding = 'plain' WHERE bytes < 100").run(
    new Uint8Array([0x89, 0xff, 0, 1]),
  );
  assert.deepEqual(Object.keys(await store.survey.sources(1)), ["/srv/größe.j2"]);
  db.exec("DELETE FROM outputs");
  assert.deepEqual(await store.survey.sources(1), {});
  assert.deepEqual(await store.survey.sources(9), {});
});
