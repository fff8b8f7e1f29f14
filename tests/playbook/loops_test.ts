import assert from "node:assert/strict";
import { names, steps } from "./steps.ts";

const texts = (tasks: string) => steps(tasks).map(({ params }) => Object.values(params).join());

Deno.test("walk() knows the loops of Ansible's lookups", () => {
  const echo = (loop: string, text = "{{ item }}") => texts(`- {command: "x ${text}", ${loop}}`);
  assert.deepEqual(echo("with_items: [a, [b, c]]"), ["x a", "x b", "x c"]);
  assert.deepEqual(echo("with_list: [[a, b]]", "{{ item | join('+') }}"), ["x a+b"]);
  assert.deepEqual(echo("with_dict: {a: 1, b: 2}", "{{ item.key }}{{ item.value }}"), ["x a1", "x b2"]);
  assert.deepEqual(echo('with_sequence: "start=1 end=3 format=n%02d"'), ["x n01", "x n02", "x n03"]);
  assert.deepEqual(echo("with_nested: [[a, b], [1, 2]]", "{{ item.0 }}{{ item[1] }}"), [
    "x a1",
    "x a2",
    "x b1",
    "x b2",
  ]);
  assert.deepEqual(echo("with_together: [[a, b], [1, 2]]", "{{ item.0 }}{{ item.1 }}"), ["x a1", "x b2"]);
  assert.deepEqual(echo("with_indexed_items: [a, b]", "{{ item.0 }}{{ item.1 }}"), ["x 0a", "x 1b"]);
  const files = { "/play/files/a.conf": "1", "/play/files/b.conf": "2", "/play/files/c.txt": "3" };
  const globbed = steps(`- {command: "x {{ item }}", with_fileglob: "*.conf"}`, () => ({}), { files });
  assert.deepEqual(globbed.map(({ item }) => item), ["/play/files/a.conf", "/play/files/b.conf"]);
});

Deno.test("walk() names items as loop_control says", () => {
  const seen = steps(
    `- command: "{{ n }} {{ at }} {{ ansible_loop.first }} {{ ansible_loop.nextitem | default('end') }}"
  loop: [a, b]
  loop_control: {loop_var: n, index_var: at, extended: true, label: "<{{ n }}>", pause: 2}
  register: r
- command: "{{ r.results[1].n }} {{ r.results[1].ansible_loop_var }} {{ r.results[1].at }} {{ r.results[1].ansible_loop.length }}"`,
  );
  const [first, second, after] = seen.map(({ params }) => Object.values(params).join());
  assert.deepEqual([first, second, after], ["a 0 True b", "b 1 False end", "b n 1 2"]);
  assert.deepEqual(seen.map(({ terms }) => terms!.label), ["<a>", "<b>", undefined]);
  assert.deepEqual(seen.map(({ terms }) => terms!.waitMs), [undefined, 2000, undefined]);
});

Deno.test("walk() tries again until the conditions hold, and says how often", () => {
  let tries = 0;
  const seen = steps(
    `- {name: try, command: x, register: r, until: r.rc == 0, retries: 5, delay: 3}
- {name: after, command: "n {{ r.attempts }}"}`,
    ({ name }) => name === "try" && ++tries < 3 ? { failed: true, rc: 1 } : { rc: 0 },
  );
  assert.deepEqual(names(seen), ["try", "try", "try", "after"]);
  assert.deepEqual(seen.map(({ terms }) => terms!.waitMs), [undefined, 3000, 3000, undefined]);
  assert.equal(seen[3]!.params["_raw_params"] ?? seen[3]!.params["cmd"], "n 3");
});

Deno.test("walk() fails a task that has no attempt left, and one whose until cannot be evaluated", () => {
  const spent = steps(
    `- {name: try, command: x, register: r, until: false, retries: 2, delay: 0}\n- {name: no, command: y}`,
  );
  assert.deepEqual(names(spent), ["try", "try", "try"]);
  assert.equal(spent[2]!.terms!.settle({ changed: false })["failed"], true);
  assert.equal(spent[2]!.terms!.settle({ changed: false })["attempts"], 2);
  const wrong = steps(`- {name: try, command: x, register: r, until: r.nope.x, delay: 0}`);
  assert.deepEqual(names(wrong), ["try"]);
});

Deno.test("walk() tells a module's own failure beside a failed_when that cannot be evaluated because of it", () => {
  const [step] = steps("- {name: try, command: x, register: r, failed_when: \"'x' not in r.stdout\"}");
  const { msg } = step!.terms!.settle({ changed: false, failed: true, msg: "no such program" });
  assert.match(String(msg), /has no attribute 'stdout' \(.*\); the module itself failed: no such program$/);
  assert.doesNotMatch(String(step!.terms!.settle({ changed: false, msg: "done" })["msg"]), /itself/);
});

Deno.test("walk() tries each item of a loop on its own", () => {
  const count: Record<string, number> = {};
  const seen = steps(
    `- {name: "t{{ item }}", command: x, loop: [a, b], register: r, until: r.rc == 0, delay: 0}`,
    ({ item }) => {
      count[String(item)] = 1 + (count[String(item)] ?? 0);
      return { rc: item === "a" && count["a"]! < 2 ? 1 : 0 };
    },
  );
  assert.deepEqual(names(seen), ["ta", "ta", "tb"]);
});

Deno.test("walk() runs once for all hosts, and all know the result", () => {
  const seen = steps(
    `- {name: one, command: x, run_once: true, register: r}\n- {name: all, command: "y {{ r.stdout }}"}`,
    ({ name, host }) => name === "one" ? { stdout: `from ${host}` } : {},
    { hosts: ["web", "db"] },
  );
  assert.deepEqual(seen.map(({ name, host }) => `${name} ${host}`), ["one web", "all web", "all db"]);
  assert(seen.slice(1).every(({ params }) => JSON.stringify(params).includes("y from web")));
});
