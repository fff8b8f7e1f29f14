// Ansible's modules in runs that are killed or stopped, and what is secret in their parameters.
import assert from "node:assert/strict";
import { checkEnd } from "../crash/invariants.ts";
import { isAlive } from "../sshd/processes.ts";
import { noOracle } from "../modules/oracle/suites.ts";
import { Ground } from "./program.ts";
import { there } from "../rooms/there.ts";

const ignore = await noOracle() !== undefined;
const ODD = new URL("../ansible/library/odd_module.py", import.meta.url);

/** A playbook of tasks with the odd module beside it, and a pipe that it may wait at. */
function begin(ground: Ground, tasks: string): void {
  Deno.mkdirSync(`${ground.folder}/library`);
  Deno.copyFileSync(ODD, `${ground.folder}/library/odd_module.py`);
  new Deno.Command("mkfifo", { args: [`${ground.folder}/go`] }).outputSync();
  ground.write("site.yml", `- hosts: localhost\n  gather_facts: false\n  tasks:\n${tasks.replace(/^/gm, "    ")}\n`);
}

const WAITING = `- odd_module: {deed: once, path: DIR/made, text: DIR/go}
  register: odd
- copy: {dest: DIR/said, content: "{{ odd.said }} {{ odd.changed }}"}
  when: odd.changed`;

Deno.test(
  { name: "a module of Ansible's goes on after kill -9, and its result is taken by who comes next", ignore },
  async () => {
    using ground = new Ground();
    begin(ground, WAITING);
    const child = ground.command("run", "-f", "site.yml").spawn();
    await ground.until("the module", () => ground.lines("made.starts").length > 0);
    child.kill("SIGKILL");
    assert.equal((await child.output()).signal, "SIGKILL");
    const [pid] = ground.lines("made.starts");
    assert.ok(isAlive(Number(pid)), "the module has died with its worker");
    const resumed = ground.command("resume", "1", "--non-interactive").spawn();
    await ground.until(
      "the loop is taken over",
      () => Number(ground.query("select lease_token t from loops")[0]!["t"]) > 1,
    );
    await Deno.writeTextFile(`${ground.folder}/go`, "yes");
    const { code, stdout, stderr } = await resumed.output();
    assert.equal(code, 0, new TextDecoder().decode(stdout) + new TextDecoder().decode(stderr));
    assert.deepEqual(ground.lines("made.starts"), [pid], "it has run once");
    assert.deepEqual(ground.lines("said"), ["yes True"]);
    const [row] = ground.query("select status, result from actions where module = 'odd_module'");
    assert.equal(row!["status"], "completed");
    assert.equal(JSON.parse(String(row!["result"]))["said"], "yes");
    checkEnd(ground.db, 1);
  },
);

Deno.test(
  { name: "a run that is stopped twice ends a module of Ansible's with all that it has started", ignore },
  async () => {
    using ground = new Ground();
    begin(ground, WAITING);
    const child = ground.command("run", "-f", "site.yml").spawn();
    await ground.until("the module", () => ground.lines("made.starts").length > 0);
    const [pid] = ground.lines("made.starts");
    const said = child.stderr.pipeThrough(new TextDecoderStream()).getReader();
    child.kill("SIGINT");
    for (let text = ""; !text.includes("Ctrl-C again");) {
      const { value, done } = await said.read();
      assert.equal(done, false, text);
      text += value;
    }
    child.kill("SIGINT");
    await said.cancel();
    await child.stdout.cancel();
    assert.equal((await child.status).code, 130);
    assert.equal(there(`/proc/${pid}/fd/0`), false, "the module lives");
    assert.deepEqual(ground.lines("made"), []);
  },
);

Deno.test({ name: "what is given to parameters for secrets is in no row, event, output or file", ignore }, async () => {
  using ground = new Ground();
  const [password, token, denied] = ["canary-one-81", "canary-two-82", "canary-three-83"];
  begin(
    ground,
    `- odd_module: {deed: append, path: DIR/made, text: "{{ password }}", password: "${password}", login: {user: ann, token: "${token}"}}
  vars: {password: "canary-{{ 'one' }}-81"}
  register: odd
- copy: {dest: DIR/said, content: "{{ odd.text | replace('canary', 'known') }}"}
- odd_module: {deed: tell, password: "${denied}"}`,
  );
  ground.write(
    "policy.yml",
    "rules:\n- {decision: deny, match: {module: odd_module, param.deed: tell}, reason: none}\n",
  );
  const { code, stdout, stderr } = await ground.run("run", "-f", "site.yml", "--policy", "policy.yml", "--once");
  assert.notEqual(code, 2, stderr);
  assert.deepEqual(ground.lines("made"), [password], "the module has the value itself");
  const [, ...rows] = [0, ...ground.query("select params, result, diff from actions")].map((row) =>
    JSON.stringify(row)
  );
  assert.ok(rows.length >= 2, rows.join("\n"));
  for (
    const text of [stdout, stderr, ...rows, JSON.stringify(ground.query("select * from events"))]
  ) {
    for (const secret of [password, token, denied]) assert.ok(!text.includes(secret), text);
  }
});
