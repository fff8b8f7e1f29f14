// What of an iteration is drawn.
import assert from "node:assert/strict";
import { drawnOf, stateOf } from "../../../../src/server/pages/timeline/drawn.ts";
import type { TimelineAction, TimelineIteration } from "../../../../src/ports/survey.ts";

const at = (ms: number) => new Date(ms).toISOString();
const base: TimelineIteration = {
  ...{ id: 1, n: 1, run: 1, phase: "completed", decidedBy: "playbook", converged: false, error: null, repeats: 1 },
  ...{ createdAt: at(1000), completedAt: at(5000), lastAt: null, actions: [], actionCount: 0, calls: [] },
};
const action = (id: number, host: string, more: Partial<TimelineAction> = {}): TimelineAction => ({
  ...{ id, host, module: "copy", name: null, status: "completed", changed: true },
  ...{ startedAt: at(2000), completedAt: at(3000), ...more },
});

Deno.test("drawnOf() has a lane for each host with its actions, and counts hosts that find no room", () => {
  const actions = [
    action(1, "b"),
    action(2, "a"),
    action(3, "b", { status: "failed" }),
    action(4, "c", { changed: false }),
  ];
  const drawn = drawnOf({ ...base, actions }, { now: 9000, live: false })!;
  assert.deepEqual(drawn.lanes.map(({ host, bars }) => [host, bars.map(({ state }) => state)]), [
    ["a", ["changed"]],
    ["b", ["changed", "failed"]],
    ["c", ["ok"]],
  ]);
  assert.deepEqual(drawn.acted, { from: 2000, to: 3000 });
  const many = Array.from({ length: 100 }, (_, n) => action(n, `host${n}`));
  assert.equal(drawnOf({ ...base, actions: many }, { now: 9000, live: false })!.more, 76);
});

Deno.test("drawnOf() lets what is under way reach to now, but not what nobody is at", () => {
  const open = { ...base, completedAt: null, actions: [action(1, "a", { status: "running", completedAt: null })] };
  const live = drawnOf(open, { now: 9000, live: true })!;
  assert.deepEqual([live.span.to, live.lanes[0]!.bars[0]!.to, live.live], [9000, 9000, true]);
  const left = drawnOf(open, { now: 9000, live: false })!;
  assert.deepEqual([left.span.to, left.lanes[0]!.bars[0]!.to, left.live], [2000, 2000, false]);
});

Deno.test("drawnOf() leaves out what has no times", () => {
  assert.equal(drawnOf({ ...base, createdAt: "(datetime('now'))" }, { now: 9000, live: false }), undefined);
  const drawn = drawnOf({ ...base, actions: [action(1, "a", { startedAt: null })] }, { now: 9000, live: false })!;
  assert.deepEqual([drawn.lanes, drawn.acted], [[], undefined]);
});

Deno.test("stateOf() says of an iteration what its actions say, as the list beside the picture does", () => {
  const state = (more: Partial<TimelineIteration>) =>
    stateOf({ ...base, actionCount: more.actions?.length ?? 0, ...more });
  const failed = action(1, "a", { status: "failed" });
  assert.equal(state({}), "completed");
  assert.equal(state({ actions: [action(1, "a")] }), "changed");
  assert.equal(state({ actions: [action(1, "a", { changed: false })] }), "completed");
  assert.equal(state({ actions: [action(1, "a", { changed: false })], actionCount: 300 }), "changed");
  assert.equal(state({ actions: [failed], decidedBy: "model" }), "failed");
  assert.equal(state({ actions: [failed], error: "a: task: no", phase: "unfinished" }), "failed");
  // Its task said that a failure does not matter.
  assert.equal(state({ actions: [failed], converged: true }), "converged");
  assert.equal(state({ actions: [failed] }), "completed");
  assert.equal(state({ actions: [failed], error: "waiting for a human", phase: "unfinished" }), "asked");
});
