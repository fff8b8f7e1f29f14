import assert from "node:assert/strict";
import { resumePoint } from "../../src/engine/resume_point.ts";
import { iteration, recordedAction } from "../fakes/records.ts";

Deno.test("resumePoint() of an empty run has nothing open and completes nothing", () => {
  assert.deepEqual(resumePoint([]), { open: null, running: [], chain: [] });
});

Deno.test("resumePoint() after a whole iteration begins afresh", () => {
  const point = resumePoint([iteration(), iteration({ n: 2 })]);
  assert.equal(point.open, null);
  assert.deepEqual(point.chain, []);
});

Deno.test("resumePoint() finds the open iteration and what ran in it", () => {
  const running = recordedAction({ status: "running" });
  const open = iteration({
    phase: "executing",
    actions: [recordedAction(), running, recordedAction({ status: "pending" })],
  });
  const point = resumePoint([iteration(), open]);
  assert.equal(point.open, open);
  assert.deepEqual(point.running, [running]);
  assert.deepEqual(point.chain, [open]);
});

Deno.test("resumePoint() chains everything since the last whole iteration", () => {
  const cut = [iteration({ phase: "unfinished" }), iteration({ phase: "unfinished" })];
  assert.deepEqual(resumePoint([iteration(), ...cut]).chain, cut);
});
