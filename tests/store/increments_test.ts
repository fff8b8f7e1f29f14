import assert from "node:assert/strict";
import { LeaseLost } from "../../src/model/errors.ts";
import type { NewIncrement } from "../../src/model/increment.ts";
import { claimed, dump, Scratch, submission, takenOver } from "./scratch.ts";

const planned = (play: number, name: string): NewIncrement => ({ play, name, isFix: false, foundBy: null });
const pass = { fresh: true, decidedBy: "playbook" as const };

Deno.test("Journal.writeIncrements() numbers them behind those that the run has", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  const first = await journal.writeIncrements([planned(0, "database"), planned(1, "web")]);
  const { id: found } = await journal.openIteration(pass);
  const fixes = await journal.writeIncrements([{ play: 0, name: "database", isFix: true, foundBy: found }]);
  const rows = await journal.increments();
  assert.deepEqual(rows, [...first, ...fixes]);
  assert.deepEqual(rows.map(({ n, play, isFix, foundBy, status }) => [n, play, isFix, foundBy, status]), [
    [1, 0, false, null, "pending"],
    [2, 1, false, null, "pending"],
    [3, 0, true, found, "pending"],
  ]);
});

Deno.test("Journal.openIteration() begins its increment, and tells it in the history", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  const [one, two] = await journal.writeIncrements([planned(0, "database"), planned(1, "web")]);
  const { id, increment } = await journal.openIteration({ ...pass, increment: two!.id });
  assert.equal(increment, two!.id);
  await journal.closeIteration(id, { phase: "completed", converged: true });
  assert.deepEqual((await journal.increments()).map(({ status }) => status), ["pending", "running"]);
  await journal.setIncrement(two!.id, "completed");
  await journal.openIteration({ ...pass, increment: two!.id });
  assert.deepEqual((await journal.increments()).map(({ status }) => status), ["pending", "completed"]);
  assert.deepEqual((await journal.history()).map((each) => each.increment), [two!.id, two!.id]);
  const shown = (await store.archive.increments(1)).map(({ id, completed_at }) => [id, completed_at]);
  assert.deepEqual(shown, [[one!.id, null], [two!.id, "2026-11-22T15:45:20.224Z"]]);
});

Deno.test("Journal.setIncrement() and writeIncrements() write nothing for another loop, or under a lease that was lost", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const [mine] = await journal.writeIncrements([planned(0, "database")]);
  const { lease: other } = await store.queue.submit(submission, { name: "other", leaseMs: 60_000 });
  await assert.rejects(store.journal(other!).setIncrement(mine!.id, "completed"), /Loop 2 has no increment 1/);
  await takenOver(store, lease);
  const raw = scratch.raw();
  const before = dump(raw);
  await assert.rejects(journal.setIncrement(mine!.id, "completed"), LeaseLost);
  await assert.rejects(journal.writeIncrements([planned(1, "web")]), LeaseLost);
  assert.deepEqual(dump(raw), before);
});

Deno.test("Journal.increments() returns those of the current run, and none that the original wrote", async () => {
  await using scratch = new Scratch();
  scratch.legacy();
  const store = await scratch.open();
  const lease = await store.queue.claim(2, { name: "worker", leaseMs: 60_000 }, { evenIf: ["paused"] });
  const journal = store.journal(lease!);
  assert.deepEqual(await journal.increments(), []);
  assert.deepEqual((await store.archive.increments(2)).map(({ desired_state, status }) => [desired_state, status]), [
    ["Apache is installed and running", "converged"],
    ["MariaDB is installed and running", "pending"],
  ]);
  await journal.writeIncrements([planned(0, "database")]);
  assert.deepEqual((await journal.increments()).map(({ n }) => n), [1]);
});
