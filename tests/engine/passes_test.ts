import assert from "node:assert/strict";
import { ending, Ground, handlers, play } from "./ground.ts";

Deno.test("runLoop() names tasks that undo each other after the second pass", async () => {
  using ground = new Ground(play(`
- name: file
  copy: {content: "one\\n", dest: DIR/conf}
- name: once
  shell: echo once >> DIR/deeds
- name: line
  lineinfile: {path: DIR/conf, line: two}
`));
  const next = await ground.visit();
  assert.match(
    ending(next),
    /^failed: does not converge: "file" \(play 1, task 1\) and "line" \(play 1, task 3\) undo each other/,
  );
  assert.deepEqual(ground.deeds(), ["once"]);
  assert.deepEqual(ground.passes(), ["completed", "completed"]);
});

Deno.test("runLoop() ends with a quiet pass, which alone is marked as converged", async () => {
  using ground = new Ground(play(`
- name: file
  copy: {content: "one\\n", dest: DIR/conf}
- name: once
  shell: echo once >> DIR/deeds
`));
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.equal(ground.read("conf"), "one\n");
  assert.deepEqual(ground.deeds(), ["once"]);
  assert.deepEqual(ground.rows("select phase, converged from iterations order by n"), [
    { phase: "completed", converged: 0 },
    { phase: "completed", converged: 1 },
  ]);
  assert.deepEqual(ground.actions(), ["file completed", "once completed"]);
});

Deno.test("runLoop() ends a run that fails twice in the same way, and does the failed command once", async () => {
  using ground = new Ground(play(`
- name: before
  shell: echo before >> DIR/deeds
- name: breaks
  shell: echo tried >> DIR/deeds; exit 3
- name: never
  shell: echo never >> DIR/deeds
`));
  assert.equal(
    ending(await ground.visit()),
    'failed: failed twice in the same way: "breaks" on localhost: non-zero return code',
  );
  assert.deepEqual(ground.deeds(), ["before", "tried"]);
});

Deno.test("runLoop() runs the handler of a change whose pass failed after it, once what failed is put right", async () => {
  using ground = new Ground(
    play(
      `
- name: configuration
  copy: {content: "one\\n", dest: DIR/conf}
  notify: restart
- name: wants a file
  copy: {src: DIR/source, dest: DIR/target}
`,
      handlers(`
- name: restart
  shell: echo restart >> DIR/deeds
`),
    ),
    { maxIterations: 5 },
  );
  const next = await ground.visit({
    hear: (event) => {
      if (event.kind === "iteration closed" && event.n === 1) ground.write("source", "there\n");
    },
  });
  assert.equal(ending(next), "completed: converged");
  assert.deepEqual(ground.deeds(), ["restart"]);
  assert.equal(ground.read("target"), "there\n");
});

Deno.test("runLoop() looks again at what a command says that changes nothing, also when it completes a failed pass", async () => {
  using ground = new Ground(play(`
- name: is it ready
  command: cat DIR/state
  register: state
  changed_when: false
- name: must be ready
  assert: {that: "state.stdout == 'ready'"}
- name: go
  shell: echo go >> DIR/deeds
`));
  ground.write("state", "not yet\n");
  const next = await ground.visit({
    hear: (event) => {
      if (event.kind === "iteration closed" && event.n === 1) ground.write("state", "ready\n");
    },
  });
  assert.equal(ending(next), "completed: converged");
  assert.deepEqual(ground.deeds(), ["go"]);
});

Deno.test("runLoop() tries a failed command again whose changed_when looks at its result", async () => {
  using ground = new Ground(play(`
- name: install
  shell: test -e DIR/mirror && { test -e DIR/installed || { touch DIR/installed; echo installed; }; }
  register: install
  changed_when: "'installed' in install.stdout"
`));
  const next = await ground.visit({
    hear: (event) => {
      if (event.kind === "iteration closed" && event.n === 1) ground.write("mirror", "");
    },
  });
  assert.equal(ending(next), "completed: converged");
  assert.notEqual(ground.read("installed"), undefined);
});

Deno.test("runLoop() stops after one pass with once, at its first failure too", async () => {
  const tasks = `
- name: file
  copy: {content: "one\\n", dest: DIR/conf}
`;
  using whole = new Ground(play(tasks), { once: true });
  assert.equal(ending(await whole.visit()), "completed: one pass, as asked");
  assert.deepEqual(whole.passes(), ["completed"]);
  using broken = new Ground(
    play(`${tasks}- name: breaks\n  command: "false"\n- name: never\n  shell: touch DIR/never\n`),
    {
      once: true,
    },
  );
  assert.equal(ending(await broken.visit()), 'failed: "breaks" on localhost: non-zero return code');
  assert.equal(broken.rows("select id from iterations").length, 1);
  assert.equal(broken.read("never"), undefined);
});

Deno.test("runLoop() touches nothing in a dry run, leaves no action's row, and hears what would run and change", async () => {
  using ground = new Ground(
    play(
      `
- name: file
  copy: {content: "one\\n", dest: DIR/conf}
  notify: restart
- name: command
  shell: echo ran >> DIR/deeds
- name: guarded
  command: touch DIR/guarded
  args: {creates: DIR/guarded}
- name: fact
  set_fact: {x: 1}
- name: skipped
  command: touch DIR/skipped
  when: x == 2
`,
      handlers(`- {name: restart, command: touch DIR/restarted}`),
    ),
    { dryRun: true },
  );
  assert.equal(ending(await ground.visit()), "completed: dry run: changes would be made");
  assert.deepEqual(ground.actions(), []);
  assert.deepEqual(ground.names(), ["site.yml"]);
  const outcomes = ground.events.flatMap((event) => event.kind === "result" ? [`${event.name} ${event.outcome}`] : []);
  assert.deepEqual(outcomes, [
    "file changed",
    "command would run",
    "guarded changed",
    "fact ok",
    "skipped skipped",
    "restart would run",
  ]);
});

Deno.test("runLoop() says of a dry run of what is already so that there is nothing to change", async () => {
  using ground = new Ground(play(`- {name: file, copy: {content: "one\\n", dest: DIR/conf}}`), { dryRun: true });
  ground.write("conf", "one\n");
  assert.equal(ending(await ground.visit()), "completed: dry run: nothing to change");
});

Deno.test("runLoop() ends a run that has spent its iterations", async () => {
  using ground = new Ground(
    play(`
- name: how often
  shell: echo x >> DIR/passes; wc -l < DIR/passes
  register: passes
  changed_when: false
- name: never the same
  copy: {content: "{{ passes.stdout }}", dest: DIR/grown}
`),
    { maxIterations: 3 },
  );
  assert.equal(
    ending(await ground.visit()),
    "failed: not converged after 3 iterations, the most it may take (--max-iterations)",
  );
  assert.equal(ground.read("grown")?.trim(), "3");
});

Deno.test("runLoop() tells items apart that a loop names twice", async () => {
  using ground = new Ground(play(`
- name: each
  shell: "echo ={{ item }} >> DIR/deeds"
  loop: [a, b, a, null, null]
`));
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds().map((line) => line.replace("None", "")), ["=a", "=b", "=a", "=", "="]);
});
