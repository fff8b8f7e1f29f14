import assert from "node:assert/strict";
import { verdictOfDecisions, verdictOfPasses } from "../../src/engine/verdict.ts";
import type { Iteration } from "../../src/model/iteration.ts";
import { iteration, options, recordedAction, tally } from "../fakes/records.ts";

const changed = (given: Partial<Iteration> = {}) =>
  iteration({ observations: { tally: { localhost: tally({ changed: 1 }) } }, ...given });
const quiet = (given: Partial<Iteration> = {}) =>
  iteration({ observations: { tally: { localhost: tally() } }, converged: true, ...given });
const failing = (msg: string, given: Partial<Iteration> = {}) =>
  iteration({
    phase: "unfinished",
    observations: { failures: [{ host: "localhost", task: "0.tasks.1", name: "breaks", msg }] },
    ...given,
  });

Deno.test("verdictOfPasses() wants another pass after one that changed something", () => {
  assert.equal(verdictOfPasses([changed()], options()), null);
});

Deno.test("verdictOfPasses() takes a quiet fresh pass as convergence", () => {
  assert.deepEqual(verdictOfPasses([changed(), quiet()], options()), {
    kind: "done",
    status: "completed",
    reason: "converged",
  });
});

Deno.test("verdictOfPasses() does not take a quiet pass that completed another as convergence", () => {
  assert.equal(verdictOfPasses([quiet({ fresh: false, converged: false })], options()), null);
});

Deno.test("verdictOfPasses() ends after one pass with --once, and as failed where it failed", () => {
  assert.equal(verdictOfPasses([changed()], options({ once: true }))?.kind, "done");
  const failed = verdictOfPasses([failing("no")], options({ once: true }));
  assert.deepEqual(failed, { kind: "done", status: "failed", reason: '"breaks" on localhost: no' });
});

Deno.test("verdictOfPasses() does not end --once at a pass that a crash cut short", () => {
  assert.equal(verdictOfPasses([iteration({ phase: "unfinished" })], options({ once: true })), null);
});

Deno.test("verdictOfPasses() tries once more after a failure and ends at the second in the same way", () => {
  assert.equal(verdictOfPasses([failing("no")], options()), null);
  assert.equal(verdictOfPasses([failing("no"), failing("another")], options()), null);
  const twice = verdictOfPasses([failing("no"), failing("no")], options());
  assert(twice?.kind === "done" && twice.status === "failed");
  assert.match(twice.reason, /failed twice in the same way: "breaks" on localhost: no/);
});

Deno.test("verdictOfPasses() names three of many failures, and how many more there are", () => {
  const failures = ["a", "b", "c", "d", "e"].map((host) => ({ ...failing("no").observations.failures![0]!, host }));
  const many = { ...failing("no"), observations: { tally: {}, failures } };
  const verdict = verdictOfPasses([many], options({ once: true }));
  assert.deepEqual(verdict, {
    kind: "done",
    status: "failed",
    reason: '"breaks" on a: no; "breaks" on b: no; "breaks" on c: no; and 2 more failures',
  });
});

Deno.test("verdictOfPasses() names tasks that make the same change in two passes", () => {
  const one = recordedAction({ name: "on", task: "0.tasks.0", diff: [{ header: "f", before: "b", after: "a" }] });
  const two = recordedAction({ name: "off", task: "0.tasks.1", diff: [{ header: "f", before: "a", after: "b" }] });
  const verdict = verdictOfPasses([changed({ actions: [one, two] }), changed({ actions: [one, two] })], options());
  assert(verdict?.kind === "done" && verdict.status === "failed");
  assert.match(verdict.reason, /"on" \(play 1, task 1\) and "off" \(play 1, task 2\) undo each other/);
});

Deno.test("verdictOfPasses() names a task that makes the same change at another time, and says what to write", () => {
  const touched = (time: string) =>
    recordedAction({
      name: "touch",
      task: "0.tasks.0",
      diff: [{
        header: "f",
        before: `{"mtime": 1795455${time}.25}`,
        after: `{"mtime": 1795456${time}, "at": "2026-11-23T17:41:${time[0]}0Z"}`,
      }],
    });
  const verdict = verdictOfPasses(
    [changed({ actions: [touched("716")] }), changed({ actions: [touched("825")] })],
    options(),
  );
  assert(verdict?.kind === "done" && verdict.status === "failed");
  assert.match(
    verdict.reason,
    /"touch" \(play 1, task 1\) makes the same change in every pass: .*write changed_when, or run it with --once$/,
  );
  const counted = (version: string) =>
    recordedAction({ diff: [{ header: "f", before: version, after: `${version}1` }] });
  const steps = [changed({ actions: [counted("3")] }), changed({ actions: [counted("4")] })];
  assert.equal(verdictOfPasses(steps, options()), null);
});

Deno.test("verdictOfPasses() lets a second pass change something else", () => {
  const first = recordedAction({ params: { line: "a" } });
  const second = recordedAction({ params: { line: "b" } });
  assert.equal(verdictOfPasses([changed({ actions: [first] }), changed({ actions: [second] })], options()), null);
});

Deno.test("verdictOfPasses() ends a run that has spent its iterations", () => {
  const passes = [1, 2, 3].map((line) => changed({ actions: [recordedAction({ params: { line } })] }));
  const verdict = verdictOfPasses(passes, options({ maxIterations: 3 }));
  assert(verdict?.kind === "done" && verdict.status === "failed");
  assert.match(verdict.reason, /not converged after 3 iterations/);
});

Deno.test("verdictOfPasses() pauses while a question has no answer", () => {
  const prompt = {
    id: 1,
    kind: "interrupted",
    text: "again?",
    options: [],
    about: null,
    status: "pending" as const,
    response: null,
  };
  assert.deepEqual(verdictOfPasses([iteration({ phase: "unfinished", prompts: [prompt] })], options()), {
    kind: "paused",
    reason: "again?",
  });
});

Deno.test("verdictOfPasses() ends a dry run after one pass and says whether there is anything to change", () => {
  assert.match(JSON.stringify(verdictOfPasses([changed()], options({ dryRun: true }))), /changes would be made/);
  assert.match(
    JSON.stringify(verdictOfPasses([quiet({ converged: false })], options({ dryRun: true }))),
    /nothing to change/,
  );
});

Deno.test("verdictOfDecisions() ends with what the decider said, and goes on after an act", () => {
  const decided = (kind: "converged" | "blocked") =>
    iteration({ decidedBy: "model", decision: { kind, reasoning: "so" }, converged: kind === "converged" });
  assert.deepEqual(verdictOfDecisions([decided("converged")], options()), {
    kind: "done",
    status: "completed",
    reason: "so",
  });
  const refused = iteration({
    decision: { kind: "act", reasoning: "", actions: [] },
    actions: [recordedAction({ status: "denied" })],
  });
  assert.match(
    JSON.stringify(verdictOfDecisions([refused, decided("converged")], options())),
    /so \(1 action was denied/,
  );
  assert.deepEqual(verdictOfDecisions([decided("blocked")], options()), {
    kind: "done",
    status: "blocked",
    reason: "so",
  });
  assert.equal(
    verdictOfDecisions([iteration({ decision: { kind: "act", reasoning: "", actions: [] } })], options()),
    null,
  );
});
