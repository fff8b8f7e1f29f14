import assert from "node:assert/strict";
import type { Action } from "../../src/model/action.ts";
import { names, steps } from "./steps.ts";

const fails = (...bad: string[]) => ({ name }: Action) => bad.includes(name) ? { failed: true, rc: 7, msg: "no" } : {};
const BLOCK = `- name: the block
  block:
    - {name: one, command: a}
    - {name: two, command: b}
    - {name: three, command: c}
  rescue:
    - {name: rescue, command: "echo {{ ansible_failed_task.name }} {{ ansible_failed_result.rc }}"}
  always:
    - {name: always, command: d}
- {name: next, command: e}`;

Deno.test("walk() goes from a failure in a block to its rescue, its always, and on", () => {
  const seen = steps(BLOCK, fails("two"));
  assert.deepEqual(names(seen), ["one", "two", "rescue", "always", "next"]);
  assert.match(JSON.stringify(seen[2]!.params), /echo two 7/);
  assert.equal(seen[1]!.terms!.rescued, true, "the failure is told as rescued");
  assert.equal(seen[2]!.terms!.rescued, false, "a failure of the rescue is not");
});

Deno.test("walk() leaves rescue out where nothing failed, and always in", () => {
  assert.deepEqual(names(steps(BLOCK)), ["one", "two", "three", "always", "next"]);
});

Deno.test("walk() ends the host's part after a rescue that fails, or an always that does", () => {
  assert.deepEqual(names(steps(BLOCK, fails("one", "rescue"))), ["one", "rescue", "always"]);
  assert.deepEqual(names(steps(BLOCK, fails("always"))), ["one", "two", "three", "always"]);
});

Deno.test("walk() runs always after a failure that nobody rescues, then ends the host's part", () => {
  const seen = steps(
    `- block: [{name: one, command: a}]\n  always: [{name: always, command: b}]\n- {name: next, command: c}`,
    fails("one"),
  );
  assert.deepEqual(names(seen), ["one", "always"]);
  assert.equal(seen[0]!.terms!.rescued, false);
});

Deno.test("walk() hands an inner failure to the nearest block that rescues", () => {
  const nested = `- block:
    - block: [{name: inner, command: a}]
      always: [{name: inner always, command: b}]
    - {name: not reached, command: c}
  rescue: [{name: outer rescue, command: d}]`;
  assert.deepEqual(names(steps(nested, fails("inner"))), ["inner", "inner always", "outer rescue"]);
});

Deno.test("walk() lets each host take its own way through a block", () => {
  const seen = steps(BLOCK, ({ name, host }) => name === "two" && host === "web" ? { failed: true, rc: 1 } : {}, {
    hosts: ["web", "db"],
  });
  assert.deepEqual(seen.map(({ name, host }) => `${name} ${host}`), [
    ...["one web", "one db", "two web", "two db", "three db", "rescue web"],
    ...["always web", "always db", "next web", "next db"],
  ]);
});

Deno.test("walk() hands a block's keys down: conditions and tags add up, variables and the rest replace", () => {
  const seen = steps(
    `- block:
    - {name: both, command: "a {{ x }} {{ y }}", when: two, vars: {y: own}}
    - {name: outer says no, command: b, when: false}
    - {name: noisy, command: c, no_log: false, ignore_errors: false, environment: {B: "2"}}
  when: one
  vars: {x: outer, y: outer, one: true, two: true}
  no_log: true
  ignore_errors: true
  environment: {A: "1", B: "1"}`,
  );
  assert.deepEqual(names(seen), ["both", "outer says no (skipped)", "noisy"]);
  assert.match(JSON.stringify(seen[0]!.params), /a outer own/);
  assert.deepEqual([seen[0]!.terms!.noLog, seen[0]!.terms!.ignoreErrors], [true, true]);
  assert.deepEqual([seen[2]!.terms!.noLog, seen[2]!.terms!.ignoreErrors], [false, false]);
  assert.deepEqual(seen[2]!.terms!.environment, { A: "1", B: "2" });
});

Deno.test("walk() flushes handlers where meta says so, ends a host's play, and evaluates meta's condition", () => {
  const rest = "  handlers: [{name: h, command: restart}]";
  const notify = `- {name: a, command: a, notify: h}`;
  const seen = steps(
    `${notify}\n- meta: flush_handlers\n- {name: b, command: b}\n- meta: end_play\n  when: greeting == 'bye'\n- meta: end_host\n- {name: c, command: c}`,
    () => ({ changed: true }),
    { rest },
  );
  assert.deepEqual(names(seen), ["a", "h", "b"]);
  const [, bad] = steps(`${notify}\n- meta: end_play\n  when: nope\n- {name: b, command: b}`, () => ({}), { rest });
  assert.equal(bad!.settled!["failed"], true);
});

Deno.test("walk() runs handlers of hosts that failed only with force_handlers", () => {
  const tasks = `- {name: a, command: a, notify: h}\n- {name: b, command: b}`;
  const answer = ({ name }: Action) => name === "b" ? { failed: true } : { changed: true };
  const rest = "  handlers: [{name: h, command: restart}]";
  assert.deepEqual(names(steps(tasks, answer, { rest })), ["a", "b"]);
  assert.deepEqual(names(steps(tasks, answer, { rest, keys: "  force_handlers: true" })), ["a", "b", "h"]);
});
