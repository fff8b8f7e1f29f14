// Where a loop stands, in a few words.
import assert from "node:assert/strict";
import type { Loop } from "../../src/model/loop.ts";
import type { IterationRow } from "../../src/ports/archive.ts";
import { lastBegun } from "../../src/words/loop_standing.ts";

Deno.test("lastBegun() is the run before the one that a loop waits for, and else the one that it is in", () => {
  const begun = (loop: Partial<Loop>, iteration?: Partial<IterationRow>) =>
    lastBegun({
      loop: { run: 7, lastRunAt: "2026-11-22T15:00:00.000Z", ...loop } as Loop,
      iteration: iteration as IterationRow,
    });
  // Quiet runs share the row of the first of them.
  for (const status of ["waiting", "pending", "paused"] as const) {
    assert.equal(begun({ status }, { run: 3 }), 6, status);
  }
  assert.equal(begun({ status: "waiting" }), 6);
  // It waits, or is paused, in the middle of a run.
  for (const status of ["waiting", "pending", "paused"] as const) {
    assert.equal(begun({ status }, { run: 7 }), 7, status);
  }
  assert.equal(begun({ status: "running" }, { run: 6 }), 7);
  assert.equal(begun({ status: "completed" }, { run: 3 }), 7);
  assert.equal(begun({ status: "pending", run: 1, lastRunAt: null }), 1);
});
