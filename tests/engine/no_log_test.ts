import assert from "node:assert/strict";
import { ending, Ground, handlers, play, type Visit } from "./ground.ts";

const SECRET = "s3cr3t-value";

Deno.test("runLoop() lets nothing of a no_log task be told or written, however it comes out", async () => {
  using ground = new Ground(
    play(
      `
- name: "sets {{ password }}"
  copy: {content: "{{ password }}", dest: DIR/conf}
  no_log: true
- name: "each {{ item }}"
  shell: "echo {{ item }} >> DIR/other"
  loop: ["{{ password }}"]
  no_log: true
- name: fails
  shell: "echo {{ password }}; echo {{ password }} >&2; exit 1"
  no_log: true
  ignore_errors: true
- name: not a list
  command: "true"
  loop: "{{ password }}"
  no_log: true
  ignore_errors: true
- name: cannot be templated
  command: "{{ password | int('x') }} {{ {'a': password}[password] }}"
  no_log: true
  ignore_errors: true
- name: whether to hide cannot be told
  command: "echo {{ item.password }}"
  loop: [{password: "{{ password }}"}]
  no_log: "{{ nope }}"
  ignore_errors: true
- name: hidden by its own item, over no list
  command: "echo"
  loop: "{{ password }}"
  no_log: "{{ item.hide }}"
  ignore_errors: true
`,
    ).replace("  tasks:", `  vars: {password: "{{ lookup('file', 'DIR/secret') }}"}\n  tasks:`),
  );
  ground.write("secret", SECRET);
  const next = await ground.visit();
  assert.equal(ground.read("conf"), SECRET, ending(next));
  const told = ground.told();
  assert(!told.includes(SECRET), told.slice(Math.max(0, told.indexOf(SECRET) - 600), told.indexOf(SECRET) + 100));
});

Deno.test("runLoop() keeps a hidden result for the later passes of the same process", async () => {
  using ground = new Ground(play(`
- name: reads
  shell: "echo read >> DIR/deeds; cat DIR/secret"
  register: secret
  no_log: true
- name: writes
  copy: {content: "{{ secret.stdout }}", dest: DIR/conf}
  no_log: true
`));
  ground.write("secret", SECRET);
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.equal(ground.read("conf"), SECRET);
  assert.deepEqual(ground.deeds(), ["read"]);
  assert(!ground.told().includes(SECRET));
});

Deno.test("runLoop() asks whether to run a hidden command again whose result the next process has not seen", async () => {
  for (const answer of ["rerun", "done"]) {
    using ground = new Ground(play(`
- name: reads
  shell: "echo read >> DIR/deeds; cat DIR/secret"
  register: secret
  no_log: true
- name: hidden and not registered
  shell: echo other >> DIR/deeds
  no_log: true
- name: writes
  copy: {content: "{{ secret.stdout | default('nothing') }}", dest: DIR/conf}
  no_log: true
`));
    ground.write("secret", SECRET);
    const stop = new AbortController();
    const hear: Visit["hear"] = (event) => event.kind === "action started" && event.id === 2 && stop.abort();
    assert.equal(ending(await ground.visit({ stop: stop.signal, hear })), "stopped");
    assert.match(ending(await ground.visit()), /^paused: "reads" on localhost has run, but no_log keeps/);
    await ground.answer(answer);
    assert.equal(ending(await ground.visit()), "completed: converged");
    assert.equal(ground.read("conf"), answer === "rerun" ? SECRET : "nothing");
    assert.deepEqual(ground.deeds(), answer === "rerun" ? ["read", "other", "read"] : ["read", "other"]);
  }
});

Deno.test("runLoop() tells the items of a hidden loop apart", async () => {
  using ground = new Ground(play(`
- name: each
  shell: echo {{ item }} >> DIR/deeds
  loop: [a, b, a, c]
  no_log: true
`));
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["a", "b", "a", "c"]);
});

Deno.test("runLoop() does not take different hidden changes of two passes for tasks that undo each other", async () => {
  using ground = new Ground(
    play(
      `
- {name: seen, stat: {path: DIR/one}, register: seen}
- name: depends
  copy: {content: "{{ 'later' if seen.stat.exists else 'first' }}", dest: DIR/two}
  no_log: true
- {name: one, copy: {content: x, dest: DIR/one}}
`,
      handlers(`- {name: unused, command: "true"}`),
    ),
  );
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.equal(ground.read("two"), "later");
});
