import assert from "node:assert/strict";
import { planOf } from "../../src/playbook/plan.ts";
import { parsePlaybook } from "../../src/playbook/parse.ts";
import { localFiles } from "../../src/transports/local_files.ts";
import { loadModules } from "../../src/app.ts";
import { ending, Ground, play } from "./ground.ts";

const FILES = 'copy: {content: "one\\n", dest: DIR/conf}';

/** Two plays that only add. */
const TWO = [
  play(`
- name: file
  ${FILES}
- name: first
  shell: echo first >> DIR/deeds
`),
  play(`
- name: second
  shell: echo second >> DIR/deeds
`),
].join("\n");

async function planOfGround(ground: Ground): Promise<string> {
  const files = localFiles();
  return planOf(parsePlaybook(`${ground.folder}/site.yml`, { modules: await loadModules(), files }), {}).hash;
}

/** Whether anything was asked is left to the test: says yes to whatever plan is shown. */
async function confirmed(ground: Ground, visit: Parameters<Ground["visit"]>[0] = {}) {
  assert.match(ending(await ground.visit()), /^paused: Confirm this plan \(sha256:[0-9a-f]{64}\):/);
  await ground.answer("yes");
  return await ground.visit(visit);
}

function increments(ground: Ground): string[] {
  return ground.rows("select n, desired_state name, status, is_fix from increments order by n")
    .map(({ n, status, is_fix }) => `${n}${is_fix === 1 ? " fix" : ""} ${status}`);
}

/** The increment of each pass, in order; null is the whole playbook. */
function walked(ground: Ground): (number | null)[] {
  return ground.rows(
    "select m.n n from iterations i left join increments m on m.id = i.increment_id where i.decision is null order by i.n",
  ).map(({ n }) => n as number | null);
}

Deno.test("runLoop() writes an incremental loop's increments down and asks for its plan before anything runs", async () => {
  using ground = new Ground(TWO, { mode: "incremental" });
  const hash = await planOfGround(ground);
  const next = await ground.visit();
  assert.equal(ending(next), `paused: Confirm this plan (${hash}):\n1. localhost: 2 tasks\n2. localhost: 1 task`);
  assert.deepEqual(increments(ground), ["1 pending", "2 pending"]);
  assert.deepEqual(ground.rows("select kind, options, about, status from prompts"), [
    { kind: "plan", options: '["yes","no"]', about: `plan:${hash}`, status: "pending" },
  ]);
  assert.deepEqual([ground.deeds(), ground.read("conf"), ground.actions()], [[], undefined, []]);
  // Asked once, however often somebody comes by.
  assert.equal(ending(await ground.visit()), ending(next));
  assert.equal(ground.rows("select id from prompts").length, 1);
});

Deno.test("runLoop() works increments one after another, each to its own quiet pass, and walks the whole playbook at last", async () => {
  using ground = new Ground(TWO, { mode: "incremental" });
  assert.equal(ending(await confirmed(ground)), "completed: converged");
  assert.deepEqual(ground.deeds(), ["first", "second"]);
  assert.equal(ground.read("conf"), "one\n");
  assert.deepEqual(increments(ground), ["1 completed", "2 completed"]);
  assert.deepEqual(walked(ground), [1, 1, 2, 2, null]);
  assert.deepEqual(ground.rows("select task from actions order by id").map(({ task }) => task), [
    "0.tasks.0",
    "0.tasks.1",
    "1.tasks.0",
  ]);
});

Deno.test("runLoop() ends an incremental loop whose plan is declined", async () => {
  using ground = new Ground(TWO, { mode: "incremental" });
  await ground.visit();
  await ground.answer("no");
  assert.equal(ending(await ground.visit()), "failed: the plan was declined");
  assert.deepEqual([ground.deeds(), increments(ground)], [[], ["1 pending", "2 pending"]]);
});

Deno.test("runLoop() takes a plan that was confirmed beforehand, and asks about any other", async () => {
  using probe = new Ground(TWO);
  const hash = (await planOfGround(probe)).toString();
  using other = new Ground(TWO, { mode: "incremental", confirmedPlan: hash });
  assert.match(ending(await other.visit()), /^paused: Confirm this plan/, "its files lie elsewhere, and say so");
  const same = TWO.replaceAll("DIR", probe.folder);
  using ground = new Ground(same, { mode: "incremental", confirmedPlan: hash });
  assert.equal(ending(await ground.visit()), "completed: converged");
  using changed = new Ground(same.replace("echo second", "echo 2nd"), { mode: "incremental", confirmedPlan: hash });
  assert.match(ending(await changed.visit()), /^paused: Confirm this plan/);
});

Deno.test("runLoop() goes on with the plan that was shown, whatever becomes of the file while it waits for the word", async () => {
  using ground = new Ground(TWO, { mode: "incremental" });
  await ground.visit();
  ground.write("site.yml", TWO.replace("echo second", "echo other"));
  await ground.answer("yes");
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["first", "second"]);
});

Deno.test("runLoop() mends a failed increment with a fix before the next one, and answers what it had notified", async () => {
  using ground = new Ground(
    [
      play(
        `
- name: configuration
  copy: {content: "one\\n", dest: DIR/conf}
  notify: restart
- name: wants a file
  copy: {src: DIR/source, dest: DIR/target}
`,
        "  handlers:\n    - name: restart\n      shell: echo restart >> DIR/deeds\n",
      ),
      play("- name: second\n  shell: echo second >> DIR/deeds\n"),
    ].join("\n"),
    { mode: "incremental" },
  );
  const next = await confirmed(ground, {
    hear: (event) => {
      if (event.kind === "iteration closed" && event.n === 3) ground.write("source", "there\n");
    },
  });
  assert.equal(ending(next), "completed: converged");
  assert.deepEqual(ground.deeds(), ["restart", "second"]);
  assert.equal(ground.read("target"), "there\n");
  assert.deepEqual(increments(ground), ["1 failed", "2 completed", "3 fix completed"]);
  assert.deepEqual(walked(ground), [1, 1, 3, 3, 2, 2, null]);
});

Deno.test("runLoop() gives an increment up after two fixes in a row, and begins nothing behind it", async () => {
  using ground = new Ground(
    [
      play("- name: first\n  shell: echo first >> DIR/deeds\n"),
      play("- name: wants a file\n  copy: {src: DIR/source, dest: DIR/target}\n", "  name: web\n"),
      play("- name: third\n  shell: echo third >> DIR/deeds\n"),
    ].join("\n"),
    { mode: "incremental" },
  );
  assert.match(
    ending(await confirmed(ground)),
    /^failed: increment 2 \("web"\) failed, and so did 2 fixes of it in a row: failed twice in the same way: "wants a file" on localhost/,
  );
  assert.deepEqual(ground.deeds(), ["first"]);
  assert.deepEqual(increments(ground), ["1 completed", "2 failed", "3 pending", "4 fix failed", "5 fix failed"]);
});

Deno.test("runLoop() names increments that undo each other, after two rounds of fixes", async () => {
  using ground = new Ground(
    [
      play(`- name: file\n  ${FILES}\n`, "  name: one\n"),
      play("- name: line\n  lineinfile: {path: DIR/conf, line: two}\n", "  name: two\n"),
    ].join("\n"),
    { mode: "incremental" },
  );
  assert.match(
    ending(await confirmed(ground)),
    /^failed: increments 1 \("one"\) and 2 \("two"\) undo each other: each of 2 rounds of fixes was undone; does not converge: "file" \(play 1, task 1\) and "line" \(play 2, task 1\) undo each other/,
  );
  const fixes = ["3 fix completed", "4 fix completed", "5 fix completed", "6 fix completed"];
  assert.deepEqual(increments(ground), ["1 completed", "2 completed", ...fixes]);
});

Deno.test("runLoop() has a play that no longer holds prove itself with a fix increment", async () => {
  using ground = new Ground(TWO, { mode: "incremental" });
  const next = await confirmed(ground, {
    hear: (event) => {
      // The second increment has converged: somebody undoes the first one.
      if (event.kind === "iteration closed" && event.n === 5) ground.remove("conf");
    },
  });
  assert.equal(ending(next), "completed: converged");
  assert.equal(ground.read("conf"), "one\n");
  assert.deepEqual(ground.deeds(), ["first", "second"]);
  assert.deepEqual(increments(ground), ["1 completed", "2 completed", "3 fix completed"]);
  assert.deepEqual(walked(ground), [1, 1, 2, 2, null, 3, null]);
});

Deno.test("runLoop() counts iterations for each increment by itself", async () => {
  using ground = new Ground(TWO, { mode: "incremental", maxIterations: 2 });
  assert.equal(ending(await confirmed(ground)), "completed: converged");
  using short = new Ground(TWO, { mode: "incremental", maxIterations: 1 });
  // One pass that changes something proves nothing; the fix has a budget of its own, and nothing to change.
  assert.equal(ending(await confirmed(short)), "completed: converged");
  assert.deepEqual(increments(short), ["1 failed", "2 failed", "3 fix completed", "4 fix completed"]);
});

Deno.test("runLoop() takes one pass an increment with once, and ends at the first failure", async () => {
  using ground = new Ground(TWO, { mode: "incremental", once: true });
  assert.equal(ending(await confirmed(ground)), "completed: one pass of each increment, as asked");
  assert.deepEqual(walked(ground), [1, 2]);
  using broken = new Ground(`${play('- name: breaks\n  command: "false"\n')}\n${TWO}`, {
    mode: "incremental",
    once: true,
  });
  assert.equal(
    ending(await confirmed(broken)),
    'failed: increment 1 ("localhost") failed: "breaks" on localhost: non-zero return code',
  );
  assert.deepEqual(increments(broken), ["1 failed", "2 pending", "3 pending"]);
});

Deno.test("runLoop() asks nothing of a dry run and looks at all increments in one pass", async () => {
  using ground = new Ground(TWO, { mode: "incremental", dryRun: true });
  assert.equal(ending(await ground.visit()), "completed: dry run: changes would be made");
  assert.deepEqual([ground.deeds(), ground.actions(), ground.passes()], [[], [], ["completed"]]);
});

Deno.test("runLoop() pauses an incremental loop for a task's own question, and goes on in the same increment", async () => {
  using ground = new Ground(
    [
      play(
        "- name: ask\n  pause: {prompt: ready}\n  register: said\n- name: told\n  shell: echo {{ said.user_input }} >> DIR/deeds\n",
      ),
      play("- name: second\n  shell: echo second >> DIR/deeds\n"),
    ].join("\n"),
    { mode: "incremental" },
  );
  assert.match(ending(await confirmed(ground)), /^paused: .*ready/);
  await ground.answer("go");
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["go", "second"]);
});
