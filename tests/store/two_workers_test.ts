import assert from "node:assert/strict";
import { LeaseLost } from "../../src/model/errors.ts";
import { runChild } from "./children.ts";
import { claimed, note, Scratch, submission, takenOver } from "./scratch.ts";

Deno.test("Queue.claim() in several processes at once gives every loop to exactly one of them", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const loops = 60;
  for (let n = 0; n < loops; n++) await store.queue.submit(submission);
  const names = ["a", "b", "c", "d"];
  const claims = await Promise.all(
    names.map((name) => runChild("claim_all.ts", scratch.path, name)),
  ) as unknown as number[][];
  assert.deepEqual(claims.flat().sort((x, y) => x - y), Array.from({ length: loops }, (_, n) => n + 1));
  const rows = scratch.raw().prepare("SELECT lease_owner, lease_token FROM loops ORDER BY id").all();
  assert.deepEqual(rows.map(({ lease_token }) => lease_token), Array(loops).fill(1));
  for (const [i, name] of names.entries()) {
    assert.ok(claims[i]!.every((id) => rows[id - 1]?.lease_owner === name));
  }
  const done = scratch.raw().prepare("SELECT count(*) AS n FROM actions WHERE status = 'completed' AND attempt = 1")
    .get();
  assert.equal(done?.n, loops);
  assert.equal(scratch.raw().prepare("PRAGMA integrity_check").get()?.integrity_check, "ok");
});

Deno.test("Journal in a worker that slept through a takeover by another connection can write nothing more", async () => {
  await using scratch = new Scratch();
  const sleeper = await scratch.open();
  const lease = await claimed(sleeper);
  const journal = sleeper.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const [row] = await journal.noteActions(id, [note("a", { status: "running" })]);

  const other = await scratch.open();
  const taken = await takenOver(other, lease);
  await other.journal(taken).finishAction([{ id: row!.id, status: "interrupted", result: { changed: false } }]);
  await assert.rejects(
    journal.finishAction([{ id: row!.id, status: "completed", result: { changed: true } }]),
    LeaseLost,
  );
  assert.equal((await other.archive.actions({ iterations: [1] }))[0]?.status, "interrupted");
});

Deno.test("Store serves many callers at once on one connection, each transaction by itself", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const leases = await Promise.all(Array.from({ length: 8 }, (_, n) => claimed(store, `w${n}`)));
  await Promise.all(leases.map(async (lease) => {
    const journal = store.journal(lease);
    const { id } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
    await Promise.allSettled(
      Array.from(
        { length: 10 },
        (_, n) =>
          n % 3 === 2
            ? journal.noteActions(id, [note("x"), note("y", { status: "interrupted" })])
            : journal.noteActions(id, [note(`${n}`), note(`${n}`)]),
      ),
    );
    await store.archive.actions({ iterations: [1] });
  }));
  for (const lease of leases) {
    const [iteration] = await store.journal(lease).history();
    assert.deepEqual(iteration?.actions.map(({ position }) => position), Array.from({ length: 14 }, (_, n) => n));
  }
});
