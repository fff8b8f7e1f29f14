import assert from "node:assert/strict";
import type { Action } from "../../src/model/action.ts";
import type { ModuleResult } from "../../src/model/plan.ts";
import { type More, steps, told } from "./steps.ts";

const hosts = (count: number) => Array.from({ length: count }, (_, at) => `w${at + 1}`).join("\n");
const fails = (...at: string[]) => ({ name, host }: Action): Partial<ModuleResult> => ({
  changed: true,
  ...(at.includes(`${name} ${host}`) ? { failed: true } : {}),
});
const away = (...at: string[]) => ({ name, host }: Action): Partial<ModuleResult> =>
  at.includes(`${name} ${host}`) ? { unreachable: true } : {};
const on = (count: number, more: More = {}): More => ({ inventory: hosts(count), ...more });
const TWO = "- {name: a, command: x}\n- {name: b, command: y}";

Deno.test("walk() takes hosts in batches, and tells which batch an action is of", () => {
  const seen = steps(TWO, () => ({}), on(3, { keys: "  serial: 2" }));
  assert.deepEqual(told(seen), ["a w1", "a w2", "b w1", "b w2", "a w3", "b w3"]);
  assert.deepEqual(seen.map(({ terms }) => terms!.batch), [undefined, undefined, undefined, undefined, 2, 2]);
});

Deno.test("walk() takes numbers, shares, lists and templates of serial", () => {
  const sizes = (serial: string, count: number) => {
    const seen = steps("- {name: a, command: x}", () => ({}), on(count, { keys: `  serial: ${serial}` }));
    const batches = new Map<number, number>();
    for (const { terms } of seen) batches.set(terms!.batch ?? 1, (batches.get(terms!.batch ?? 1) ?? 0) + 1);
    return [...batches.values()];
  };
  assert.deepEqual(sizes("2", 5), [2, 2, 1]);
  assert.deepEqual(sizes('"40%"', 5), [2, 2, 1]);
  assert.deepEqual(sizes('"1%"', 3), [1, 1, 1]);
  assert.deepEqual(sizes('[1, "50%", 3]', 8), [1, 4, 3]);
  assert.deepEqual(sizes('"{{ greeting | length }}"', 6), [5, 1]);
  assert.deepEqual(sizes("0", 3), [3]);
  assert.deepEqual(sizes("[]", 3), [3]);
  assert.throws(
    () => sizes('"{{ greeting }}"', 2),
    /The play's "serial" cannot be worked out: "serial" comes to "hello"/,
  );
});

Deno.test("walk() takes hosts in the order that the play says, and shuffles the same hosts alike each time", () => {
  const order = (word: string) =>
    steps("- {name: a, command: x}", () => ({}), { inventory: "b\nc\na", keys: `  order: ${word}` }).map(({ host }) =>
      host
    );
  assert.deepEqual(order("inventory"), ["b", "c", "a"]);
  assert.deepEqual(order("reverse_inventory"), ["a", "c", "b"]);
  assert.deepEqual(order("sorted"), ["a", "b", "c"]);
  assert.deepEqual(order("reverse_sorted"), ["c", "b", "a"]);
  assert.deepEqual(order("shuffle").toSorted(), ["a", "b", "c"]);
  assert.deepEqual(order("shuffle"), order("shuffle"));
});

Deno.test("walk() goes on without a host that failed, in later plays too", () => {
  const plays = "- hosts: all\n  gather_facts: false\n  tasks: [{name: later, command: z}]";
  assert.deepEqual(told(steps(TWO, fails("a w2"), on(3, { plays }))), [
    ...["a w1", "a w2", "a w3", "b w1", "b w3", "later w1", "later w3"],
  ]);
});

Deno.test("walk() ends where all hosts of a batch failed, and no earlier", () => {
  const plays = "- hosts: localhost\n  gather_facts: false\n  tasks: [{name: later, command: z}]";
  const more = on(4, { keys: "  serial: 2", plays });
  assert.deepEqual(told(steps(TWO, fails("a w1", "a w2"), more)), ["a w1", "a w2"]);
  assert.deepEqual(told(steps(TWO, fails("a w1", "a w3"), more)).slice(-2), ["b w4", "later localhost"]);
});

Deno.test("walk() ends for all after any_errors_fatal, rescued failures aside, and still runs always", () => {
  const handlers = { rest: "  handlers: [{name: h, command: h}]" };
  const keys = "  any_errors_fatal: true\n  force_handlers: true";
  const notifying = "- {name: a, command: x, notify: h}\n- {name: b, command: y}\n- {name: c, command: z}";
  assert.deepEqual(told(steps(notifying, fails("b w2"), on(2, { keys, ...handlers }))), [
    "a w1",
    "a w2",
    "b w1",
    "b w2",
  ]);
  const block = (part: string) =>
    `- block: [{name: a, command: x, any_errors_fatal: true}, {name: b, command: y}]\n  ${part}: [{name: p, command: p}]\n- {name: c, command: z}`;
  assert.deepEqual(told(steps(block("rescue"), fails("a w2"), on(2))), [
    "a w1",
    "a w2",
    "b w1",
    "p w2",
    "c w1",
    "c w2",
  ]);
  assert.deepEqual(told(steps(block("always"), fails("a w2"), on(2))), ["a w1", "a w2", "p w1", "p w2"]);
  assert.deepEqual(told(steps(block("rescue"), away("a w2"), on(2))), ["a w1", "a w2"]);
});

Deno.test("walk() ends for all where more than max_fail_percentage failed", () => {
  const tasks = `${TWO}\n- {name: c, command: z}`;
  const more = on(4, { keys: "  max_fail_percentage: 25" });
  assert.deepEqual(told(steps(tasks, fails("a w1"), more)).length, 4 + 3 + 3);
  assert.deepEqual(told(steps(tasks, fails("a w1", "b w2"), more)), [
    ...["a w1", "a w2", "a w3", "a w4", "b w2", "b w3", "b w4"],
  ]);
  const templated = on(2, { keys: '  max_fail_percentage: "{{ [49][0] }}"' });
  assert.deepEqual(told(steps(tasks, fails("a w1"), templated)), ["a w1", "a w2"]);
});

Deno.test("walk() runs once for each batch; a failure there is one of all, and only its host notifies", () => {
  const once =
    "- {name: a, command: x, run_once: true, register: r, notify: h}\n- {name: b, command: 'y {{ r.changed }}'}";
  const rest = "  handlers: [{name: h, command: h}]";
  const seen = steps(once, () => ({ changed: true }), on(3, { keys: "  serial: 2", rest }));
  assert.deepEqual(told(seen), ["a w1", "b w1", "b w2", "h w1", "a w3", "b w3", "h w3"]);
  assert.match(JSON.stringify(seen[2]!.params), /y True/);
  assert.deepEqual(told(steps(once, fails("a w1"), on(3, { rest }))), ["a w1"]);
  assert.deepEqual(told(steps(once, away("a w1"), on(3, { rest }))), ["a w1"]);
});

Deno.test("walk() flushes handlers for the hosts whose condition holds, the others' at the end", () => {
  const tasks = `- {name: a, command: x, notify: h}
- {meta: flush_handlers, when: inventory_hostname == 'w2'}
- {name: b, command: y}`;
  const seen = steps(tasks, () => ({ changed: true }), on(2, { rest: "  handlers: [{name: h, command: h}]" }));
  assert.deepEqual(told(seen), ["a w1", "a w2", "h w2", "b w1", "b w2", "h w1"]);
});

Deno.test("walk() leaves out a host that cannot be reached, unless the task says that this is no matter", () => {
  assert.deepEqual(told(steps(TWO, away("a w1"), on(2))), ["a w1", "a w2", "b w2"]);
  const may =
    "- {name: a, command: x, ignore_unreachable: true, register: r}\n- {name: b, command: 'y {{ r.unreachable | default(0) }}'}";
  const seen = steps(may, away("a w1"), on(2));
  assert.deepEqual(told(seen), ["a w1", "a w2", "b w1", "b w2"]);
  assert.equal(seen[0]!.terms!.ignoreUnreachable, true);
  const loop = "- {name: a, command: 'x {{ item }}', loop: [1, 2, 3]}";
  assert.deepEqual(told(steps(loop, away("a w1"), on(2))), ["a w1", "a w2", "a w2", "a w2"]);
});

Deno.test("walk() gives facts of a delegated task to its host, or to the other with delegate_facts", () => {
  const facts = ({ module, params }: Action): Partial<ModuleResult> =>
    module === "set_fact" ? { ansible_facts: { ...params } } : {};
  const whose = (more: string) => {
    const tasks = `- {name: a, set_fact: {x: "of {{ inventory_hostname }}"}, delegate_to: w2, run_once: true${more}}
- {name: b, command: "{{ hostvars.w1.x | default('-') }} {{ hostvars.w2.x | default('-') }}", run_once: true}`;
    return Object.values(steps(tasks, facts, on(2)).at(-1)!.params)[0];
  };
  assert.equal(whose(", delegate_facts: true"), "- of w1");
  assert.equal(whose(""), "of w1 of w1", "what is done once is known to all");
});

Deno.test("walk() keeps throttle, and fails a task whose throttle is no number", () => {
  const throttle = (word: string) => steps(`- {name: a, command: x, throttle: ${word}}`, () => ({}), on(1))[0]!;
  assert.equal(throttle("2").terms!.throttle, 2);
  assert.equal(throttle('"{{ 1 + 2 }}"').terms!.throttle, 3);
  assert.equal(throttle("0").terms!.throttle, undefined);
  assert.match(String(throttle('"{{ greeting }}"').settled!["msg"]), /"throttle" is a number of hosts/);
});

Deno.test("walk() tells the task that gathers facts from one that asks setup", () => {
  const seen = steps("- {name: a, setup: {}}", () => ({}), on(1, { plays: "- {hosts: all, gather_facts: true}" }));
  assert.deepEqual(seen.map(({ name, terms }) => [name, terms!.gathersFacts]), [["a", undefined], [
    "Gathering Facts",
    true,
  ]]);
});
