import assert from "node:assert/strict";
import type { ModuleResult } from "../../src/model/plan.ts";
import { names, steps } from "./steps.ts";

Deno.test("walk() templates parameters, and a lone expression keeps its type", () => {
  const [action] = steps(`- set_fact: {text: "{{ who }}!", list: "{{ [1, greeting] }}", number: "{{ 1 + 1 }}"}`);
  assert.deepEqual(action!.params, { text: "hello you!", list: [1, "hello"], number: 2 });
});

Deno.test("walk() knows a host without groups as ungrouped", () => {
  const [action] = steps(`- set_fact: {g: "{{ group_names }}", h: "{{ groups['ungrouped'] }}"}`);
  assert.deepEqual(action!.params, { g: ["ungrouped"], h: ["localhost"] });
});

Deno.test("walk() registers results for the tasks that follow", () => {
  const seen = steps(
    `- {name: one, command: a, register: r}
- {name: two, command: "b {{ r.stdout }}", when: r.changed}
- {name: three, command: c, when: not r.changed}`,
    ({ name }) => name === "one" ? { changed: true, stdout: "out" } : {},
  );
  assert.deepEqual(names(seen), ["one", "two", "three (skipped)"]);
  assert.match(JSON.stringify(seen[1]!.params), /b out/);
});

Deno.test("walk() never templates what a host answered", () => {
  const seen = steps(
    `- {name: one, command: a, register: r}\n- {name: two, command: "b {{ r.stdout }}"}`,
    ({ name }) => name === "one" ? { stdout: "{{ greeting }}" } : {},
  );
  assert.match(JSON.stringify(seen[1]!.params), /b \{\{ greeting \}\}/);
});

Deno.test("walk() takes a loop item by item and registers the list", () => {
  const seen = steps(
    `- {name: each, command: "x {{ item }}", loop: [a, b, c], register: r, when: item != 'b'}
- {name: after, command: "n {{ r.results | length }} {{ r.results[0].item }}", when: r.changed}`,
    ({ item }) => ({ changed: item === "c" }),
  );
  assert.deepEqual(seen.map(({ item }) => item), ["a", "b", "c", undefined]);
  assert.deepEqual(names(seen), ["each", "each (skipped)", "each", "after"]);
  assert.match(JSON.stringify(seen[3]!.params), /n 3 a/);
});

Deno.test("walk() skips an empty loop, and a loop over something undefined that when would skip", () => {
  const seen = steps(
    `- {name: none, command: x, loop: []}\n- {name: other, command: x, loop: "{{ nope }}", when: false}`,
  );
  assert.deepEqual(names(seen), ["none (skipped)", "other (skipped)"]);
});

Deno.test("walk() fails a task whose template cannot be evaluated, names the place, and ends the host's part", () => {
  const seen = steps(`- {name: bad, command: "x {{ nope }}"}\n- {name: never, command: y}`);
  assert.deepEqual(names(seen), ["bad"]);
  assert.match(String(seen[0]!.settled!["msg"]), /'nope' is undefined.*site\.yml:6:7/);
});

Deno.test("walk() goes on after a failure that is ignored", () => {
  const seen = steps(
    `- {name: fails, command: x, ignore_errors: true, register: r}\n- {name: next, command: y, when: r is failed}`,
    ({ name }) => name === "fails" ? { failed: true, rc: 1 } : {},
  );
  assert.deepEqual(names(seen), ["fails", "next"]);
});

Deno.test("walk() applies changed_when and failed_when to the result under its name", () => {
  const ends: ModuleResult[] = [];
  steps(
    `- {name: a, command: x, register: r, changed_when: "'new' in r.stdout", failed_when: r.rc > 1}
- {name: b, command: x, changed_when: false}`,
    (action) => {
      const raw = { changed: true, rc: 1, failed: true, stdout: "new" };
      ends.push(action.terms!.settle(raw));
      return raw;
    },
  );
  assert.equal(ends[0]!.changed, true);
  assert.equal(ends[0]!["failed"], false);
  assert.equal(ends[1]!.changed, false);
  assert.equal(ends[1]!["failed"], true);
});

Deno.test("walk() runs each notified handler once at the end of the play, in the order of the handlers", () => {
  const rest = `  handlers:
    - {name: first, command: h1, listen: topic}
    - {name: second, command: h2}
    - {name: third, command: h3}`;
  const seen = steps(
    `- {name: a, command: a, notify: [second, topic]}\n- {name: b, command: b, notify: second}\n- {name: c, command: c, notify: third}`,
    ({ name }) => ({ changed: name !== "c" }),
    { rest },
  );
  assert.deepEqual(names(seen), ["a", "b", "c", "first", "second"]);
  assert.deepEqual(seen[4]!.terms!.notifiedBy, [101, 102]);
});

Deno.test("walk() runs handlers that handlers notify, and two that notify each other do not run for ever", () => {
  const chain = steps(`- {name: a, command: a, notify: second}`, () => ({ changed: true }), {
    rest: "  handlers:\n    - {name: first, command: h1}\n    - {name: second, command: h2, notify: first}",
  });
  assert.deepEqual(names(chain), ["a", "second", "first"]);
  const circle = steps(`- {name: a, command: a, notify: one}`, () => ({ changed: true }), {
    rest: "  handlers:\n    - {name: one, command: h1, notify: two}\n    - {name: two, command: h2, notify: one}",
  });
  assert(circle.length < 10);
});

Deno.test("walk() keeps a notification of an unfinished pass even where its task has nothing to do now", () => {
  const seen = steps(`- {name: a, command: a, notify: again}`, () => ({ changed: false }), {
    before: [7],
    rest: "  handlers:\n    - {name: again, command: h}",
  });
  assert.deepEqual(names(seen), ["a", "again"]);
  assert.deepEqual(seen[1]!.terms!.notifiedBy, [7]);
});

Deno.test("walk() keeps what set_fact set as it is, whole floats and keys in order included", () => {
  const seen = steps(
    `- set_fact: {x: "{{ 4 / 2 }}", d: "{{ {'9': 1, '10': 2} }}"}\n- {name: shows, command: "v {{ x }} {{ d }}"}`,
    ({ module, params }) => module === "set_fact" ? { ansible_facts: params } : {},
  );
  assert.match(JSON.stringify(seen[1]!.params), /v 2\.0 \{'9': 1, '10': 2\}/);
});

Deno.test("walk() hands facts to later tasks under both their names", () => {
  const seen = steps(
    `- {name: facts, setup: {}}\n- {name: shows, command: "{{ ansible_os }} {{ ansible_facts.os }} {{ lookup('env', 'WHO') }}"}`,
    ({ module }) => module === "setup" ? { ansible_facts: { ansible_os: "linux" } } : {},
  );
  assert.match(JSON.stringify(seen[1]!.params), /linux linux me/);
});
