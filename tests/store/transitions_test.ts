import assert from "node:assert/strict";
import fc from "fast-check";
import type { ActionStatus } from "../../src/model/action.ts";
import { claimed, dump, note, Scratch } from "./scratch.ts";

const STATUSES: ActionStatus[] = ["pending", "running", "completed", "failed", "denied", "skipped", "interrupted"];

/** The picture in model/action.ts, written down a second time. */
const LEGAL = new Set([
  "pending>running",
  "pending>completed",
  "pending>failed",
  "pending>denied",
  "pending>skipped",
  "pending>interrupted",
  "running>completed",
  "running>failed",
  "running>interrupted",
  "running>skipped",
]);

Deno.test("Journal makes exactly the legal transitions, and a refused one changes nothing", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const journal = store.journal(await claimed(store));
  const { id: iteration } = await journal.openIteration({ fresh: true, decidedBy: "playbook" });
  const first = fc.constantFrom(...STATUSES.filter((status) => status !== "interrupted"));
  const way = fc.array(fc.constantFrom(...STATUSES), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(first, way, async (begin, statuses) => {
      const [row] = await journal.noteActions(iteration, [note(null, { status: begin, result: { changed: false } })]);
      let current: ActionStatus = begin;
      for (const status of statuses) {
        const before = dump(scratch.raw(), ["actions"]);
        const change = { id: row!.id, result: { changed: true } };
        const moved = status === "running"
          ? journal.startAction([{ ...change, diff: [] }])
          : journal.finishAction([{ ...change, status }]);
        if (LEGAL.has(`${current}>${status}`)) {
          await moved;
          current = status;
        } else {
          await assert.rejects(moved, new RegExp(`is ${current} and cannot become ${status}`));
          assert.deepEqual(dump(scratch.raw(), ["actions"]), before);
        }
        const stored = scratch.raw().prepare("SELECT status, started_at, completed_at FROM actions WHERE id = ?").get(
          row!.id,
        );
        assert.equal(stored?.status, current);
        assert.equal(stored?.completed_at === null, current === "pending" || current === "running");
      }
    }),
    { numRuns: 60, seed: 20261122 },
  );
});
