import assert from "node:assert/strict";
import { ending, Ground, play } from "./ground.ts";

Deno.test("runLoop() only looks where a task says check_mode: true, and that is no change to wait for", async () => {
  using ground = new Ground(play(`
- name: would
  copy: {content: "x", dest: DIR/never}
  check_mode: true
  register: r
- name: told
  shell: echo told >> DIR/deeds
  when: r is changed
`));
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.equal(ground.read("never"), undefined);
  assert.deepEqual(ground.deeds(), ["told"]);
  assert.deepEqual(ground.actions(), ["told completed"]);
});

Deno.test("runLoop() acts in a dry run where a task says check_mode: false, and writes it down first", async () => {
  using ground = new Ground(
    play(`
- name: would
  copy: {content: "x", dest: DIR/never}
- name: does
  shell: echo {{ ansible_check_mode }} >> DIR/deeds
  check_mode: false
`),
    { dryRun: true },
  );
  assert.match(ending(await ground.visit()), /^completed: dry run/);
  assert.equal(ground.read("never"), undefined);
  assert.deepEqual(ground.deeds(), ["True"]);
  assert.deepEqual(ground.actions(), ["does completed"]);
});

Deno.test("runLoop() hands a task's environment to its looks and to its deed, and to no other", async () => {
  using ground = new Ground(play(`
- name: with
  shell: echo "with $GREETING" >> DIR/deeds
  environment: {GREETING: hello}
- name: without
  shell: echo "without $GREETING" >> DIR/deeds
- name: home
  copy: {content: x, dest: "~/at-home"}
  environment: {HOME: DIR}
`));
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["with hello", "without "]);
  assert.equal(ground.read("at-home"), "x");
});

Deno.test("runLoop() keeps a diff off the record where a task says diff: false", async () => {
  using ground = new Ground(play(`
- name: shown
  copy: {content: "seen-in-a-diff", dest: DIR/a}
- name: hidden
  copy: {content: "kept-out-of-diffs", dest: DIR/b}
  diff: false
`));
  await ground.visit();
  const diffs = ground.rows("select name, diff from actions order by id").map(({ name, diff }) => `${name} ${diff}`);
  assert.match(diffs[0]!, /seen-in-a-diff/);
  assert.doesNotMatch(diffs[1]!, /kept-out/);
});

Deno.test("runLoop() asks what a pause asks, once a run, and hands the answer on", async () => {
  using ground = new Ground(play(`
- name: ask
  pause: {prompt: "Which colour?"}
  register: r
- name: use
  shell: echo {{ r.user_input }} >> DIR/deeds
- name: another change
  copy: {content: x, dest: DIR/x}
`));
  assert.match(ending(await ground.visit()), /^paused: "ask" on localhost asks: Which colour\?$/);
  assert.deepEqual(ground.deeds(), []);
  await ground.answer("green");
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["green"]);
  assert.equal(ground.rows("select * from prompts").length, 1);
});

Deno.test("runLoop() waits between attempts, and neither waits for nor repeats attempts that are on record", async () => {
  using ground = new Ground(play(`
- name: poll
  shell: echo poll >> DIR/deeds; test $(wc -l < DIR/deeds) -ge 3
  register: r
  until: r.rc == 0
  retries: 4
  delay: 7
`));
  const waits: number[] = [];
  const world = () => ({ wait: (ms: number) => Promise.resolve(void waits.push(ms)) });
  assert.equal(ending(await ground.visit({ world })), "completed: converged");
  assert.deepEqual(ground.deeds(), ["poll", "poll", "poll"]);
  assert.deepEqual(waits, [7000, 7000]);
  assert.deepEqual(ground.actions(), ["poll failed", "poll failed", "poll completed"]);
  const retries = ground.events.flatMap((event) => event.kind === "retrying" ? [event.left] : []);
  assert.deepEqual(retries, [4, 3]);
});

Deno.test("runLoop() ends in the middle of a wait when it is stopped, and goes on with the attempt that was next", async () => {
  using ground = new Ground(play(`
- name: poll
  shell: echo poll >> DIR/deeds; test $(wc -l < DIR/deeds) -ge 2
  register: r
  until: r.rc == 0
  delay: 3600
`));
  const stop = new AbortController();
  const next = await ground.visit({ stop: stop.signal, hear: ({ kind }) => kind === "retrying" && stop.abort() });
  assert.equal(ending(next), "stopped");
  assert.deepEqual(ground.deeds(), ["poll"]);
  assert.equal(
    ending(await ground.visit({ world: () => ({ wait: () => Promise.resolve() }) })),
    "completed: converged",
  );
  assert.deepEqual(ground.deeds(), ["poll", "poll"]);
});

Deno.test("runLoop() converges over a failure that a block rescues: the pass has not failed", async () => {
  using ground = new Ground(play(`
- block:
    - name: try
      shell: echo try >> DIR/deeds; exit 4
  rescue:
    - name: repair
      copy: {content: "{{ ansible_failed_result.rc }}", dest: DIR/repaired}
`));
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.equal(ground.read("repaired"), "4");
  assert.deepEqual(ground.deeds(), ["try"]);
  const [first] = ground.events.flatMap((event) => event.kind === "iteration closed" ? [event.tally["localhost"]] : []);
  assert.equal(first!.rescued, 1);
  assert.equal(first!.failed, 0);
});

Deno.test("runLoop() goes on after a crash with the included files that it began with", async () => {
  using ground = new Ground(play(`
- include_tasks: part.yml
- name: breaks once
  shell: test -e DIR/repaired
  changed_when: false
`));
  ground.write("part.yml", "- {name: part, copy: {content: first, dest: DIR/part}}");
  const stop = new AbortController();
  await ground.visit({
    stop: stop.signal,
    hear: (event) => event.kind === "result" && event.name === "part" && stop.abort(),
  });
  ground.write("part.yml", "- {name: part, copy: {content: second, dest: DIR/part}}");
  ground.write("repaired", "");
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.equal(ground.read("part"), "first");
});

const TEMPORARY = play(`
- tempfile: {state: directory, path: DIR}
  register: t
- name: fetched
  copy: {content: "app", dest: "{{ t.path }}/app"}
- name: look
  stat: {path: "{{ t.path }}/app"}
  register: s
- name: used
  shell: echo used >> DIR/deeds; cat {{ t.path }}/app
  when: s.stat.exists
- name: installed
  copy: {src: "{{ t.path }}/app", dest: DIR/app, remote_src: true}
- name: read
  slurp: {src: "{{ t.path }}/app"}
  register: r
- name: told
  copy: {content: "{{ r.content | b64decode }}", dest: DIR/told}
- name: removed
  file: {path: "{{ t.path }}", state: absent}
`);

Deno.test("runLoop() converges where a temporary folder is made, used and removed", async () => {
  using ground = new Ground(TEMPORARY);
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["used"]);
  assert.equal(ground.read("app"), "app");
  assert.equal(ground.read("told"), "app");
  assert(!ground.names().some((name) => name.startsWith("ansible.")), "the folder is gone");
  // With a temporary folder of its own for each pass there would be two.
  assert.equal(ground.rows("select * from actions where module = 'tempfile'").length, 1);
});

Deno.test("runLoop() completes a pass that was cut short after the temporary folder was removed", async () => {
  using ground = new Ground(TEMPORARY);
  const stop = new AbortController();
  await ground.visit({
    stop: stop.signal,
    hear: (event) => event.kind === "result" && event.name === "installed" && stop.abort(),
  });
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["used"]);
  assert.equal(ground.read("told"), "app");
});
