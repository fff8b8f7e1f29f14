import assert from "node:assert/strict";
import { names, steps } from "./steps.ts";

const PART = `- {name: "part {{ item | default('none') }}", command: "x {{ who }} {{ y | default('-') }}"}`;

Deno.test("walk() reads an include when it comes to it, with its variables and its items", () => {
  const seen = steps(
    `- include_tasks: part.yml\n  loop: [a, b]\n  vars: {y: "{{ item }}!"}\n- {name: after, command: z}`,
    () => ({}),
    { files: { "/play/part.yml": PART } },
  );
  assert.deepEqual(names(seen), ["include_tasks", "include_tasks", "part a", "part b", "after"]);
  assert.deepEqual(seen[0]!.settled, { changed: false, include: "/play/part.yml", include_args: {} });
  assert.match(JSON.stringify(seen[3]!.params), /x hello you b!/);
  assert.deepEqual(seen.map(({ task }) => task), [
    ...["0.tasks.0", "0.tasks.0", "0.tasks.0.include(a).0", "0.tasks.0.include(b).0", "0.tasks.1"],
  ]);
});

Deno.test("walk() gives an include's variables the last word over set_fact, and an import's not", () => {
  const files = { "/play/part.yml": PART };
  const set = "- set_fact: {y: fact}\n";
  const [, , included] = steps(`${set}- include_tasks: part.yml\n  vars: {y: param}`, answerFacts, { files });
  assert.match(JSON.stringify(included!.params), /x hello you param/);
  const [, imported] = steps(`${set}- import_tasks: part.yml\n  vars: {y: param}`, answerFacts, { files });
  assert.match(JSON.stringify(imported!.params), /x hello you fact/);
});

Deno.test("walk() takes an include's own when for itself, an import's for each of its tasks", () => {
  const files = { "/play/part.yml": PART };
  assert.deepEqual(names(steps("- include_tasks: part.yml\n  when: false", () => ({}), { files })), [
    "include_tasks (skipped)",
  ]);
  assert.deepEqual(names(steps("- import_tasks: part.yml\n  when: false", () => ({}), { files })), [
    "part none (skipped)",
  ]);
  const apply = "- include_tasks: {file: part.yml, apply: {when: false, vars: {y: applied}}}";
  assert.deepEqual(names(steps(apply, () => ({}), { files })), ["include_tasks", "part none (skipped)"]);
});

Deno.test("walk() looks for an included file beside the file that names it, then in the playbook's folder", () => {
  const seen = steps("- include_tasks: sub/one.yml", () => ({}), {
    files: {
      "/play/sub/one.yml": "- include_tasks: two.yml\n- include_tasks: three.yml",
      "/play/sub/two.yml": "- {name: beside, copy: {src: a, dest: /b}}",
      "/play/three.yml": "- {name: above, command: x}",
    },
  });
  assert.deepEqual(names(seen), ["include_tasks", "include_tasks", "beside", "include_tasks", "above"]);
  assert.deepEqual(seen[2]!.terms!.searchPath, ["/play/sub/files", "/play/sub", "/play/files", "/play"]);
});

Deno.test("walk() fails an include whose file is missing or wrong, and a rescue answers", () => {
  const seen = steps(
    `- block: [{include_tasks: "{{ greeting }}.yml"}]\n  rescue: [{name: saved, command: x}]`,
    () => ({}),
    { files: { "/play/hello.yml": "- {name: it, comand: x}" } },
  );
  assert.deepEqual(names(seen), ["include_tasks", "saved"]);
  assert.match(String(seen[0]!.settled!["msg"]), /comand.*command.*\/play\/hello\.yml:1:14/);
  const [missing] = steps(`- include_tasks: nope.yml`);
  assert.match(String(missing!.settled!["msg"]), /\/play\/nope\.yml/);
});

Deno.test("walk() ends includes that include each other", () => {
  const seen = steps("- include_tasks: a.yml", () => ({}), { files: { "/play/a.yml": "- include_tasks: a.yml" } });
  assert.match(String(seen.at(-1)!.settled!["msg"]), /without end/);
  assert(seen.length < 100);
});

Deno.test("walk() runs an include as a handler", () => {
  const seen = steps("- {name: a, command: a, notify: again}", () => ({ changed: true }), {
    rest: "  handlers: [{name: again, include_tasks: part.yml}]",
    files: { "/play/part.yml": PART },
  });
  assert.deepEqual(names(seen), ["a", "again", "part none"]);
  assert.equal(seen[2]!.terms!.handler, true);
});

Deno.test("walk() takes hosts that include the same file through it together, and others one after the other", () => {
  const files = {
    "/play/part.yml": PART,
    "/play/web.yml": "- {name: for web, command: w}",
    "/play/db.yml": "- {name: for db, command: d}",
  };
  const hosts = ["web", "db"];
  const told = (tasks: string) => steps(tasks, () => ({}), { files, hosts }).map(({ name, host }) => `${name} ${host}`);
  assert.deepEqual(told("- include_tasks: part.yml\n  loop: [a]").slice(2), ["part a web", "part a db"]);
  assert.deepEqual(told('- include_tasks: "{{ inventory_hostname }}.yml"').slice(2), ["for web web", "for db db"]);
  assert.deepEqual(told("- include_tasks: part.yml\n  run_once: true"), [
    ...["include_tasks web", "part none web"],
  ]);
});

/** What set_fact answers. */
function answerFacts({ module, params }: { module: string; params: Record<string, unknown> }) {
  return module === "set_fact" ? { ansible_facts: { ...params } as Record<string, string> } : {};
}
