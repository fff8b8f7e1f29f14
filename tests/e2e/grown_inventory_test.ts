// Playbooks whose inventory grows while they run: through crashes, and under a policy.
import assert from "node:assert/strict";
import { Ground } from "./program.ts";

const PLAYBOOK = `
- hosts: localhost
  gather_facts: false
  tasks:
    - {add_host: {name: w1, groups: fresh, ansible_connection: local, word: green}}
- hosts: fresh
  gather_facts: false
  tasks:
    - {name: by word, copy: {content: "{{ word }}", dest: "DIR/word"}}
    - {name: waits, shell: "echo deed >>DIR/deeds; while [ ! -e DIR/go ]; do sleep 0.05; done"}
    - {name: at last, copy: {content: "{{ groups.fresh }}", dest: "DIR/last"}}
`;

Deno.test("add_host: whoever goes on after a kill -9 meets the added host again, and no command runs twice", async () => {
  using ground = new Ground();
  ground.write("site.yml", PLAYBOOK);
  const run = ground.command("run", "site.yml").spawn();
  await ground.until("the command to run", () => ground.lines("deeds").length > 0);
  run.kill("SIGKILL");
  await run.output();
  ground.write("go", "");
  const { code, stdout, stderr } = await ground.run("resume", "1");
  assert.equal(code, 0, stdout + stderr);
  assert.deepEqual(ground.lines("deeds"), ["deed"]);
  assert.deepEqual(ground.lines("last"), ['["w1"]']);
  assert.equal(ground.query("SELECT id FROM actions WHERE module = 'add_host'").length, 0);
});

Deno.test("add_host: a policy that denies for a group denies for a host that a task has put into it", async () => {
  using ground = new Ground();
  ground.write("site.yml", PLAYBOOK);
  ground.write("go", "");
  ground.write(
    "policy.yml",
    "rules:\n  - {decision: deny, match: {module: copy, host: fresh}, reason: not there}\n",
  );
  const { code, stdout, stderr } = await ground.run("run", "site.yml", "--once", "--policy", "policy.yml");
  assert.notEqual(code, 0);
  assert.match(stdout + stderr, /denied by policy: not there/);
  assert.deepEqual(ground.lines("word"), []);
});
