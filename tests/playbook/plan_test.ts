import assert from "node:assert/strict";
import fc from "fast-check";
import { loadModules } from "../../src/app.ts";
import { InputError } from "../../src/model/errors.ts";
import { parsePlaybook } from "../../src/playbook/parse.ts";
import { planOf, type PlanOptions, planText } from "../../src/playbook/plan.ts";
import { memoryFiles } from "../fakes/memory_files.ts";

const modules = await loadModules();

function plan(text: string, options: PlanOptions = {}, files: Record<string, string> = {}, folder = "/play") {
  const inFolder = Object.entries(files).map(([name, content]) => [`${folder}/${name}`, content]);
  const all = memoryFiles({ [`${folder}/site.yml`]: text, ...Object.fromEntries(inFolder) }, {});
  return planOf(parsePlaybook(`${folder}/site.yml`, { modules, files: all }), options);
}

function plays(...bodies: string[]): string {
  return bodies.map((tasks, at) =>
    `- name: play ${at + 1}\n  hosts: localhost\n  gather_facts: false\n  tasks:\n${
      tasks.trim().replaceAll(/^/gm, "    ")
    }\n`
  ).join("");
}

const TWO = plays(
  "- {name: one, debug: {msg: hi}}\n- {name: two, tags: [b], debug: {msg: hi}}",
  "- import_tasks: part.yml",
);
const PART = { "part.yml": "- {name: three, debug: {msg: hi}}\n" };

Deno.test("planOf() lists plays with their tasks, and the files that they are read from", () => {
  const { increments, files, file, hash } = plan(TWO, {}, PART);
  assert.deepEqual(increments, [
    { n: 1, name: "play 1", hosts: ["localhost"], tasks: ["one", "two"] },
    { n: 2, name: "play 2", hosts: ["localhost"], tasks: ["three"] },
  ]);
  assert.equal(file, "/play/site.yml");
  assert.deepEqual(Object.keys(files), ["part.yml", "site.yml"]);
  assert.match(hash, /^sha256:[0-9a-f]{64}$/);
  assert.equal(
    planText(plan(TWO, {}, PART)),
    `Confirm this plan (${hash}):\n1. play 1 (localhost): 2 tasks\n2. play 2 (localhost): 1 task`,
  );
});

Deno.test("planOf() has the same hash wherever the folder lies and however variables are ordered, and another for any other input", () => {
  const base = plan(TWO, { extraVars: { a: 1, b: { c: 2, d: 3 } } }, PART);
  assert.equal(plan(TWO, { extraVars: { b: { d: 3, c: 2 }, a: 1 } }, PART, "/else/where").hash, base.hash);
  const others = [
    plan(TWO.replace("hi", "ho"), { extraVars: { a: 1, b: { c: 2, d: 3 } } }, PART),
    plan(TWO, { extraVars: { a: 1, b: { c: 2, d: 3 } } }, { "part.yml": PART["part.yml"].replace("hi", "ho") }),
    plan(TWO, { extraVars: { a: 1, b: { c: 2, d: 4 } } }, PART),
    plan(TWO, { extraVars: { a: 1 } }, PART),
    plan(TWO, { extraVars: { a: 1, b: { c: 2, d: 3 } }, tags: ["b"] }, PART),
    plan(TWO, { extraVars: { a: 1, b: { c: 2, d: 3 } }, skipTags: ["b"] }, PART),
  ];
  assert.equal(new Set([base, ...others].map(({ hash }) => hash)).size, 7);
});

Deno.test("planOf() keeps the values of extra variables out of the plan", () => {
  fc.assert(fc.property(fc.stringMatching(/^[a-z0-9]{12,30}$/), (secret) => {
    const made = plan(TWO, { extraVars: { password: secret } }, PART);
    assert.deepEqual(made.extraVars, ["password"]);
    assert(!JSON.stringify({ ...made, hash: "", files: {} }).includes(secret));
  }));
});

Deno.test("planOf() leaves out the tasks that the tags leave out", () => {
  assert.deepEqual(plan(TWO, { tags: ["b"] }, PART).increments.map(({ tasks }) => tasks), [["two"], []]);
});

Deno.test("planOf() refuses a play that reads what an earlier one registers or sets, with the place", () => {
  const registers = "- {name: ask, command: uptime, register: up}\n- set_fact: {kept: 1}";
  const cases: [string, string][] = [
    ["- {debug: {msg: '{{ up.stdout }}'}}", '"up"'],
    ["- {debug: {msg: x}, when: up is changed}", '"up"'],
    ["- {debug: {var: up}}", '"up"'],
    ["- {assert: {that: [kept == 1]}}", '"kept"'],
    ["- block:\n    - {debug: {msg: x}, loop: '{{ up.stdout_lines }}'}", '"up"'],
    ["- {debug: {msg: '{% if kept %}x{% endif %}'}}", '"kept"'],
    ["- {command: uptime, register: own, failed_when: own.rc > up.rc}", '"up"'],
  ];
  for (const [reads, name] of cases) {
    assert.throws(() => plan(plays(registers, reads)), (error) => {
      assert(error instanceof InputError, String(error));
      assert(error.message.includes(`play 2 reads ${name}, which play 1 registers or sets`), error.message);
      assert.equal(error.place?.file, "/play/site.yml");
      assert(error.place!.line! > 5, `${reads}: ${error.place!.line}`);
      return true;
    });
  }
});

Deno.test("planOf() takes plays that only share names", () => {
  const registers = "- {name: ask, command: uptime, register: up}";
  const fine = [
    registers.replace("uptime", "'{{ up is defined }}'"),
    "- {debug: {msg: 'up'}}",
    "- {debug: {msg: '{{ dict(up=1) }}'}}",
    "- {debug: {msg: \"{{ 'up' }} {{ x.up | default(1) }}\"}, vars: {x: {}}}",
    "- {debug: {msg: '{{ up }}'}, loop: [1], loop_control: {loop_var: up}}",
  ];
  for (const tasks of fine) assert.equal(plan(plays(registers, tasks)).increments.length, 2, tasks);
});

Deno.test("planOf() refuses a play that reads facts which only an earlier one gathers", () => {
  const gathers = "- hosts: localhost\n  gather_facts: true\n  tasks: []\n";
  const reads = plays("- {debug: {msg: '{{ ansible_facts.hostname }}'}}");
  assert.throws(() => plan(gathers + reads), /play 2 reads facts that only play 1 gathers: write "gather_facts: true"/);
  assert.equal(plan(gathers + reads.replace("gather_facts: false", "gather_facts: true")).increments.length, 2);
  assert.equal(plan(gathers + plays("- {debug: {msg: '{{ ansible_check_mode }}'}}")).increments.length, 2);
});
