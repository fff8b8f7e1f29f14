import assert from "node:assert/strict";
import { changedNothing, outcomeOf, Tallies } from "../../src/engine/tally.ts";
import { action, tally } from "../fakes/records.ts";

Deno.test("Tallies counts a looped task once, as changed when any item changed", () => {
  const tallies = new Tallies();
  for (const [item, changed] of [["a", false], ["b", true], ["c", false]] as const) {
    const result = { changed };
    tallies.note(action({ item }), outcomeOf(result), { result, recorded: false });
  }
  assert.deepEqual(tallies.byHost(), { localhost: tally({ ok: 1, changed: 1 }) });
});

Deno.test("Tallies counts a host that is called like what every object has", () => {
  const tallies = new Tallies();
  const result = { changed: true };
  tallies.note(action({ host: "constructor" }), outcomeOf(result), { result, recorded: false });
  assert.deepEqual(tallies.byHost(), { constructor: tally({ ok: 1, changed: 1 }) });
  assert.equal(changedNothing(tallies.byHost()), false);
});

Deno.test("Tallies counts failed, ignored, skipped and unreachable as Ansible's recap", () => {
  const tallies = new Tallies();
  const note = (task: string, result: { changed: boolean; [key: string]: boolean | string }, ignoreErrors = false) =>
    tallies.note(action({ task }, { ignoreErrors }), outcomeOf(result), { result, recorded: false });
  note("0.tasks.0", { changed: false, skipped: true });
  note("0.tasks.1", { changed: true, failed: true, msg: "no" });
  note("0.tasks.2", { changed: true, failed: true, msg: "never mind" }, true);
  note("0.tasks.3", { changed: false, unreachable: true, msg: "away" });
  assert.deepEqual(tallies.byHost(), {
    localhost: tally({ ok: 1, changed: 1, failed: 1, ignored: 1, skipped: 1, unreachable: 1 }),
  });
  assert.deepEqual(tallies.failures().map(({ msg }) => msg), ["no", "away"]);
});

Deno.test("Tallies counts no change of a task that failed, whatever its other items changed", () => {
  const tallies = new Tallies();
  const items = [{ changed: true }, { changed: false, failed: true, msg: "no" }];
  for (const [item, result] of items.entries()) {
    tallies.note(action({ item }), outcomeOf(result), { result, recorded: false });
  }
  assert.deepEqual(tallies.byHost(), { localhost: tally({ ok: 0, failed: 1 }) });
});

Deno.test("Tallies counts a looped include once an included file", () => {
  const tallies = new Tallies();
  for (const item of ["a", "b", "c"]) {
    const result = { changed: false, ...(item === "b" ? { skipped: true } : {}) };
    tallies.note({ ...action({ item }), module: "include_tasks" }, outcomeOf(result), { result, recorded: false });
  }
  assert.deepEqual(tallies.byHost(), { localhost: tally({ ok: 2 }) });
});

Deno.test("Tallies counts a handler once a notification", () => {
  const tallies = new Tallies();
  for (const round of [1, 2]) {
    tallies.begin();
    const result = { changed: round === 2 };
    tallies.note(action(), outcomeOf(result), { result, recorded: false });
  }
  assert.deepEqual(tallies.byHost(), { localhost: tally({ ok: 2, changed: 1 }) });
});

Deno.test("Tallies does not count a recorded result as a change of this pass", () => {
  const tallies = new Tallies();
  tallies.note(action(), "changed", { result: { changed: true }, recorded: true });
  assert.equal(tallies.byHost()["localhost"]?.changed, 0);
});

Deno.test("Tallies keeps what no_log hides out of failures", () => {
  const tallies = new Tallies();
  tallies.note(action({ item: "s3cret" }, { noLog: true }), "failed", {
    result: { changed: false, msg: "s3cret" },
    recorded: false,
  });
  assert.doesNotMatch(JSON.stringify(tallies.failures()), /s3cret/);
});

Deno.test("Tallies names the condition that made a failure of a result without a message", () => {
  const tallies = new Tallies();
  for (const more of [{ failed_when_result: true }, { attempts: 3 }, {}]) {
    const result = { changed: false, failed: true, msg: "", ...more };
    tallies.note(action(), outcomeOf(result), { result, recorded: false });
  }
  const told = ["failed_when holds", "until does not hold, retries: 3", "failed"];
  assert.deepEqual(tallies.failures().map(({ msg }) => msg), told);
});

Deno.test("Tallies counts each action of a goal in words by itself: they are of no task", () => {
  const tallies = new Tallies();
  for (const result of [{ changed: true }, { changed: true }, { changed: false, failed: true, msg: "no" }]) {
    tallies.note(action({ task: null }), outcomeOf(result), { result, recorded: false });
  }
  assert.deepEqual(tallies.byHost(), { localhost: tally({ ok: 2, changed: 2, failed: 1 }) });
});
