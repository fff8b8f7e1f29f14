import assert from "node:assert/strict";
import { InputError } from "../../src/model/errors.ts";
import { claimed, Scratch, submission } from "./scratch.ts";

const WORKER = { name: "worker", leaseMs: 30_000 };

for (const column of ["options", "stop_request", "sources", "converged_files", "looks"]) {
  Deno.test(`Queue.claimNext() puts a loop aside whose ${column} is no JSON, and takes the next one`, async () => {
    await using scratch = new Scratch();
    const store = await scratch.open();
    const bad = await store.queue.submit(submission);
    const good = await store.queue.submit(submission);
    scratch.raw().prepare(`UPDATE loops SET ${column} = '{"half' WHERE id = ?`).run(bad.id);
    assert.equal((await store.queue.claimNext(WORKER))?.loop.id, good.id);
    assert.equal(await store.queue.claimNext(WORKER), null);
    const loop = await store.archive.loop(bad.id);
    assert.equal(loop?.status, "paused");
    assert.match(loop?.reason ?? "", new RegExp(`row in the database is damaged: column loops\\.${column} of id 1`));
    assert.match(loop?.reason ?? "", /put it right there, then resume it, or cancel it$/);
    if (column !== "stop_request") {
      assert.match(
        (await store.upkeep.verify())[0] ?? "",
        new RegExp(`Column ${column} of loop 1 \\(site\\) has some`),
      );
      await assert.rejects(store.queue.claim(bad.id, WORKER, { evenIf: ["paused"] }), /Loop 1 cannot go on: its row/);
    }
    await store.queue.cancel(bad.id, "anna", "broken");
    assert.equal((await store.archive.loop(bad.id))?.status, "cancelled");
  });
}

const WRONG = {
  ...{ looks: "'{}'", options: "'[]'", sources: "'7'", stop_request: "'null'", converged_files: "x'7b7d'" },
  ...{ run: "'words'", lease_token: "9007199254740993", failures: "1.5" },
};

for (const [column, value] of Object.entries(WRONG)) {
  Deno.test(`Queue.claimNext() puts a loop aside whose ${column} is ${value}, and takes the next one`, async () => {
    await using scratch = new Scratch();
    const store = await scratch.open();
    const bad = await store.queue.submit(submission);
    const good = await store.queue.submit(submission);
    scratch.raw().exec(`UPDATE loops SET ${column} = ${value} WHERE id = ${bad.id}`);
    assert.equal((await store.queue.claimNext(WORKER))?.loop.id, good.id);
    assert.equal(await store.queue.claimNext(WORKER), null);
    assert.match(
      (await store.archive.loop(bad.id))?.reason ?? "",
      new RegExp(
        `column loops\\.${column} of id 1 holds something that is no (JSON object|JSON list|whole number); put`,
      ),
    );
    await store.queue.cancel(bad.id, "anna", "broken");
    assert.equal((await store.archive.loop(bad.id))?.status, "cancelled");
  });
}

Deno.test("Queue.claimNext() puts a loop aside that is to tell people of it, and whose options are no JSON any more", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { id } = await store.queue.submit(submission);
  scratch.raw().prepare("UPDATE loops SET options = ? WHERE id = ?").run('{"notify":["command:/bin/true"],"fi', id);
  assert.equal(await store.queue.claimNext(WORKER), null);
  assert.equal((await store.archive.loop(id))?.status, "paused");
});

Deno.test("Journal that meets a damaged row says so to its own loop, and the others go on", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const [bad, good] = [await claimed(store, "a"), await claimed(store, "b")];
  for (const lease of [bad, good]) await store.journal(lease).openIteration({ fresh: true, decidedBy: null });
  scratch.raw().prepare("UPDATE iterations SET decision = 'not JSON' WHERE loop_id = ?").run(bad.loop.id);
  await assert.rejects(
    store.journal(bad).history(),
    (error) => error instanceof InputError && /a column that has to hold JSON holds 8 characters/.test(error.message),
  );
  assert.equal((await store.journal(good).history()).length, 1);
  assert.match((await store.upkeep.verify()).join("\n"), /Column decision of iteration 1 of loop 1 has something/);
  // A human's word on it is still heard.
  await store.queue.release(bad, { kind: "paused", reason: "damaged" });
  assert.equal((await store.archive.loop(bad.loop.id))?.status, "paused");
});

Deno.test("Outbox gives up what has no readable text, and sends what comes behind it", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { id } = await store.queue.submit({
    ...submission,
    options: { ...submission.options, notify: ["command:/bin/true"] },
  });
  const raw = scratch.raw();
  const insert = raw.prepare(
    `INSERT INTO notifications (event_id, loop_id, kind, target, body, status, next_at, created_at)
     VALUES (1, ?, 'failed', 'command:/bin/true', ?, 'pending', '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z')`,
  );
  const damaged = ["{half", "null", "[]", '{"text":1}'];
  for (const body of damaged) insert.run(id, body);
  insert.run(id, '{"text":"whole"}');
  const due = await store.outbox.due({ limit: 5, forMs: 1000 });
  assert.deepEqual(due.map(({ text }) => text), ["whole"]);
  assert.deepEqual(
    raw.prepare("SELECT status, last_error FROM notifications ORDER BY id").all().slice(0, -1).map((row) => ({
      ...row,
    })),
    damaged.map(() => ({ status: "given up", last_error: "its text is damaged" })),
  );
});
