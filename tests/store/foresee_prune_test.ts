import assert from "node:assert/strict";
import type { Removed } from "../../src/ports/upkeep.ts";
import { claimed, Scratch } from "./scratch.ts";

const DAY = 86_400_000;
const keep = { outputsMs: 30 * DAY, historyMs: 400 * DAY };

Deno.test("Upkeep.foresee() counts what pruneStep() removes, and removes nothing", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  for (let loop = 0; loop < 3; loop++) await claimed(store);
  const file = scratch.raw();
  const now = scratch.clock.ms;
  const at = (days: number) => new Date(now - days * DAY).toISOString();
  file.exec(
    "BEGIN; UPDATE loops SET run = 100; UPDATE loops SET status = 'completed' WHERE id = 2; DELETE FROM events",
  );
  const iteration = file.prepare(
    "INSERT INTO iterations (loop_id, n, run, phase, created_at, completed_at, last_at) VALUES (?, ?, ?, 'completed', ?, ?, ?)",
  );
  const action = file.prepare("INSERT INTO actions (iteration_id, module, status) VALUES (?, 'command', 'completed')");
  for (let n = 1; n <= 120; n++) {
    for (const loop of [1, 2, 3]) {
      const days = 600 - 4 * n;
      // One stands for quiet runs up to now, one was never closed, some belong to the run that goes on, and all of loop 3 are old.
      const last = n === 10 ? at(1) : null;
      const old = loop === 3 ? 500 : days;
      const { lastInsertRowid: id } = iteration.run(
        loop,
        n,
        Math.min(n + 40, 100),
        at(old),
        n === 11 ? null : at(old),
        last,
      );
      for (let a = 0; a < n % 4; a++) action.run(id);
      if (n === 12) {
        file.prepare(
          "INSERT INTO prompts (loop_id, iteration_id, prompt_text, status, created_at) VALUES (?, ?, '', ?, '')",
        )
          .run(loop, id, loop === 1 ? "pending" : "answered");
      }
    }
  }
  for (let n = 0; n < 1200; n++) {
    file.prepare("INSERT INTO events (at, loop_id, kind) VALUES (?, 1, 'claimed')").run(at(60 - n / 24));
  }
  const notification = file.prepare(
    "INSERT INTO notifications (event_id, loop_id, kind, target, body, status, created_at) VALUES (1, 1, 'failed', '', '', ?, ?)",
  );
  for (const days of [50, 40, 20]) for (const status of ["pending", "delivered"]) notification.run(status, at(days));
  const output = file.prepare(
    "INSERT INTO outputs (hash, bytes, encoding, content, used_at) VALUES (?, 3, 'plain', 'abc', ?)",
  );
  for (let n = 0; n < 250; n++) output.run(`hash-${n}`, at(n < 200 ? 90 : 10));
  file.prepare("UPDATE loops SET sources = ? WHERE id = 1").run('{"run":100,"files":{"/a":"hash-1","/b":"hash-240"}}');
  file.exec("COMMIT");

  const foreseen = await store.upkeep.foresee(keep);
  assert.deepEqual(await store.upkeep.foresee(keep), foreseen);
  const removed: Removed = { outputs: 0, events: 0, iterations: 0, actions: 0, notifications: 0 };
  for (let more = true; more;) {
    const step = await store.upkeep.pruneStep(keep);
    more = step.more;
    for (const kind of Object.keys(removed) as (keyof Removed)[]) removed[kind] += step.removed[kind];
  }
  assert.deepEqual(removed, foreseen);
  assert.deepEqual([removed.outputs, removed.notifications], [199, 2]);
  for (const [kind, count] of Object.entries(removed)) assert.ok(count > 0, kind);
  const nothing = { outputs: 0, events: 0, iterations: 0, actions: 0, notifications: 0 };
  assert.deepEqual(await store.upkeep.foresee(keep), nothing);
});
