import assert from "node:assert/strict";
import { ending, Ground, handlers, play } from "./ground.ts";

const RESTARTS = handlers(`
- name: restart a
  shell: echo restart-a >> DIR/deeds
- name: restart b
  shell: echo restart-b >> DIR/deeds
`);

Deno.test("runLoop() notifies by item, only for the items that changed", async () => {
  using ground = new Ground(play(
    `
- name: each
  copy: {content: "x\\n", dest: "DIR/{{ item }}"}
  loop: [a, b]
  notify: restart {{ item }}
`,
    RESTARTS,
  ));
  ground.write("b", "x\n");
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["restart-a"]);
});

Deno.test("runLoop() keeps an item's notification through a pass that failed after it", async () => {
  using ground = new Ground(play(
    `
- name: what there is
  shell: ls DIR/wanted
  register: wanted
  changed_when: false
- name: each
  copy: {content: "x\\n", dest: "DIR/{{ item }}"}
  loop: "{{ wanted.stdout_lines }}"
  notify: restart {{ item }}
- name: needs
  copy: {src: DIR/source, dest: DIR/target}
`,
    RESTARTS,
  ));
  ground.folderAt("wanted");
  ground.write("wanted/a", "");
  const next = await ground.visit({
    hear: (event) => {
      if (event.kind !== "iteration closed" || event.n !== 1) return;
      // The loop no longer names a: its handler still has to run.
      ground.remove("wanted/a");
      ground.write("wanted/b", "");
      ground.write("source", "");
    },
  });
  assert.equal(ending(next), "completed: converged");
  assert.deepEqual(ground.deeds(), ["restart-a", "restart-b"]);
});

Deno.test("runLoop() finds a handler whose name holds a template", async () => {
  using ground = new Ground(
    play(
      `- {name: conf, copy: {content: x, dest: DIR/conf}, notify: restart web}`,
      handlers(`- {name: "restart {{ svc }}", shell: echo restarted >> DIR/deeds}`),
    ).replace("  tasks:", "  vars: {svc: web}\n  tasks:"),
  );
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["restarted"]);
});

Deno.test("runLoop() fails a task whose notification cannot be templated or heard, before it does anything", async () => {
  for (
    const [notify, says] of [["restart {{ nope }}", /'nope' is undefined/], [
      "{{ 'other' }}",
      /notifies "other", but the play has no handler of that name/,
    ]] as const
  ) {
    using ground = new Ground(
      play(`- {name: conf, copy: {content: x, dest: DIR/conf}, notify: "${notify}"}`, RESTARTS),
    );
    assert.match(ending(await ground.visit()), says);
    assert.equal(ground.read("conf"), undefined);
  }
});

Deno.test("runLoop() runs the last of several handlers of one name, as Ansible does", async () => {
  using ground = new Ground(play(
    `- {name: conf, copy: {content: x, dest: DIR/conf}, notify: [restart, topic]}`,
    handlers(`
- {name: restart, shell: echo first >> DIR/deeds}
- {name: restart, shell: echo second >> DIR/deeds}
- {name: hears, shell: echo heard >> DIR/deeds, listen: topic}
`),
  ));
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["second", "heard"]);
});

Deno.test("runLoop() runs a handler again for a notification that came after it ran", async () => {
  using ground = new Ground(play(
    `
- {name: seen, stat: {path: DIR/one}, register: seen}
- {name: first, copy: {content: x, dest: DIR/one}, notify: restart}
- {name: second, copy: {content: x, dest: DIR/two}, notify: restart, when: seen.stat.exists}
`,
    handlers(`- {name: restart, shell: echo restart >> DIR/deeds}`),
  ));
  // The second task sees in the second pass what the first made in the first.
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["restart", "restart"]);
});
