import assert from "node:assert/strict";
import fc from "fast-check";
import { deadlineOf, spentTime, timeSpent } from "../../src/engine/time_budget.ts";
import { iteration, options, recordedAction, tally } from "../fakes/records.ts";
import { ending, Ground, play } from "./ground.ts";

const BEGUN = Date.parse("2026-11-22T12:00:00.000Z");
const at = (ms: number) => new Date(BEGUN + ms).toISOString();
/** A pass that a worker closed itself. */
const pass = (from: number, to: number) =>
  iteration({ createdAt: at(from), completedAt: at(to), observations: { tally: { localhost: tally() } } });

Deno.test("spentTime() ends a run whose iterations took as long as it may, pauses between them not counted", () => {
  const run = [pass(0, 2000), pass(100_000, 103_000)];
  assert.equal(spentTime(run, options()), null);
  assert.equal(spentTime(run, options({ maxMs: 5001 })), null);
  assert.deepEqual(spentTime(run, options({ maxMs: 5000 })), {
    kind: "done",
    status: "failed",
    reason: "spent: worked for 5 s without converging, 5 s is the most it may take (--max-time)",
  });
});

Deno.test("timeSpent() does not count how long a dead worker's iteration lay open", () => {
  const died = iteration({
    phase: "unfinished",
    createdAt: at(0),
    completedAt: at(86_400_000),
    actions: [
      recordedAction({ startedAt: at(1000), completedAt: at(2000) }),
      recordedAction({ startedAt: at(3000), completedAt: at(86_400_000), status: "interrupted" }),
      recordedAction({ startedAt: at(2500), completedAt: at(86_400_000), adopted: true }),
    ],
  });
  assert.equal(timeSpent([died]), 3000);
});

Deno.test("timeSpent() never counts backwards, whatever the clock did", () => {
  const moments = fc.array(fc.tuple(fc.integer({ min: -1e9, max: 1e9 }), fc.integer({ min: -1e9, max: 1e9 })));
  fc.assert(fc.property(moments, (times) => {
    const run = times.map(([from, to]) => pass(from, to));
    const spent = timeSpent(run);
    assert.ok(spent >= 0);
    assert.ok(timeSpent([...run, pass(0, 5)]) === spent + 5);
  }));
});

Deno.test("deadlineOf() is where spentTime() ends the run", () => {
  const spans = fc.array(fc.nat(10_000), { maxLength: 5 });
  fc.assert(fc.property(spans, fc.integer({ min: 1, max: 100_000 }), fc.nat(100_000), (lengths, maxMs, more) => {
    const run = lengths.map((length, index) => pass(index * 100_000, index * 100_000 + length));
    const opened = pass(1_000_000, 1_000_000);
    const until = deadlineOf(run, opened, options({ maxMs }));
    const closed = pass(1_000_000, 1_000_000 + more);
    assert.equal(spentTime([...run, closed], options({ maxMs })) !== null, BEGUN + 1_000_000 + more >= until);
  }));
  assert.equal(deadlineOf([], pass(0, 0), options()), Infinity);
});

/** An hour passes when the first result is heard. */
async function anHourLater<T>(work: (hear: () => void) => Promise<T>): Promise<T> {
  const { now } = Date;
  try {
    return await work(() => void (Date.now = () => now() + 3_600_000));
  } finally {
    Date.now = now;
  }
}

Deno.test("runLoop() stops in the middle of a pass when the time of the run is used up, and ends the run", async () => {
  using ground = new Ground(
    play(`
- shell: echo one >> DIR/deeds
- shell: echo two >> DIR/deeds
`),
    { maxMs: 3_600_000 },
  );
  const next = await anHourLater((pass) => ground.visit({ hear: ({ kind }) => kind === "result" && pass() }));
  assert.match(ending(next), /^failed: spent: worked for 1 h.* without converging, 1 h is the most/);
  assert.deepEqual(ground.deeds(), ["one"]);
  assert.deepEqual(ground.passes(), ["unfinished: the time of the run is used up (--max-time)"]);
});

Deno.test("runLoop() does not take a run's convergence away for its time", async () => {
  using ground = new Ground(play("- stat: {path: DIR}"), { maxMs: 3_600_000 });
  const next = await anHourLater((pass) => ground.visit({ hear: ({ kind }) => kind === "result" && pass() }));
  assert.equal(ending(next), "completed: converged");
});
