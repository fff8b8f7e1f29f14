// Drift, from the host to its row: files that somebody changes under a converged continuous loop.
import assert from "node:assert/strict";
import { runLoop } from "../../src/engine/run_loop.ts";
import type { Next } from "../../src/model/loop.ts";
import { chargeOf } from "./charge_of.ts";
import { Ground, handlers, play } from "./ground.ts";

/** One run of a continuous loop, given back until the next. */
async function run(ground: Ground): Promise<Next> {
  return await ground.visit({
    work: async (lease, { store, world, signals }) => {
      const next = await runLoop(chargeOf(lease), world, signals);
      if (next.kind !== "done" || next.status === "blocked") return next;
      const ended = { status: next.status, reason: next.reason };
      await store.queue.release(lease, { kind: "next run", at: Date.now(), reason: "every minute", ended });
      return next;
    },
  });
}

const TASKS = `
- name: motd
  copy: { content: "welcome\\n", dest: DIR/motd }
  notify: reload
- name: issue
  copy: { content: "{{ item }}\\n", dest: "DIR/{{ item }}" }
  loop: [a, b]
- name: count
  shell: echo counted >> DIR/deeds`;
const PLAYBOOK = play(TASKS, handlers("- name: reload\n  shell: echo reloaded >> DIR/deeds"));

function drifts(ground: Ground): string[] {
  return ground.rows("select d.*, a.status from drifts d left join actions a on a.id = d.action_id order by d.id")
    .map(({ name, item, run, status, corrected_at }) =>
      `${name}${item === null ? "" : ` ${item}`} run ${run}: ${status}${
        corrected_at === null ? ", open" : ", put right"
      }`
    );
}

Deno.test("a continuous loop tells what was changed under it, and puts it right: no commands, no handlers", async () => {
  using ground = new Ground(PLAYBOOK, { mode: "continuous" });
  await run(ground);
  await run(ground);
  assert.deepEqual(drifts(ground), [], "what it makes itself is no drift");
  ground.write("motd", "tampered\n");
  ground.remove("b");
  await run(ground);
  assert.deepEqual(drifts(ground), ["motd run 3: completed, put right", 'issue "b" run 3: completed, put right']);
  const [diff] = ground.rows("select diff from drifts where name = 'motd'");
  assert.match(String(diff!.diff), /tampered/);
  assert.equal(ground.read("motd"), "welcome\n");
  await run(ground);
  assert.equal(drifts(ground).length, 2);
});

Deno.test("a loop whose playbook is changed does what is new without calling it drift", async () => {
  using ground = new Ground(PLAYBOOK, { mode: "continuous" });
  await run(ground);
  ground.write("site.yml", PLAYBOOK.replace("welcome", "good day"));
  await run(ground);
  assert.equal(ground.read("motd"), "good day\n");
  assert.deepEqual(drifts(ground), []);
  ground.write("motd", "tampered\n");
  await run(ground);
  assert.deepEqual(drifts(ground), ["motd run 3: completed, put right"]);
});

Deno.test("a continuous dry run finds drift and leaves it, until somebody else has put it right", async () => {
  using ground = new Ground(PLAYBOOK, { mode: "continuous", dryRun: true });
  await run(ground);
  assert.deepEqual(drifts(ground), [], "nothing was as described yet");
  ground.write("motd", "welcome\n");
  for (const item of ["a", "b"]) ground.write(item, `${item}\n`);
  await run(ground);
  ground.write("motd", "tampered\n");
  await run(ground);
  assert.deepEqual(drifts(ground), ["motd run 3: null, open"]);
  assert.equal(ground.read("motd"), "tampered\n");
  ground.write("motd", "welcome\n");
  await run(ground);
  assert.deepEqual(drifts(ground), ["motd run 3: null, put right"]);
  assert.deepEqual(ground.actions(), []);
});
