// What policy denies reaches no host, whichever road of a playbook it takes; and what a template may not do is refused before anything runs.
import assert from "node:assert/strict";
import { Ground } from "./program.ts";

/** It denies one program, wherever it stands, and one module. */
const POLICY = `rules:
- { decision: deny, match: { program: "*victim*" }, reason: nobody starts it }
- { decision: deny, match: { module: file, param.state: absent }, reason: nothing is removed }
`;

/** Tasks that start the program, or remove a file, each by a road of its own. */
const ROADS: Record<string, string> = {
  "shell": "- shell: DIR/victim shell",
  "command": "- command: DIR/victim command",
  "command with argv": "- command: { argv: [DIR/victim, argv] }",
  "raw": "- raw: DIR/victim raw",
  "a shell in a shell": `- shell: sh -c 'true && "DIR"/vic\\tim nested'`,
  "a variable": "- shell: \"{{ 'DIR/vic' ~ 'tim' }} variable\"",
  "a fact of another task": `- { command: printf DIR/victim, register: said }
    - shell: "{{ said.stdout }} fact"`,
  "a loop": '- { shell: "DIR/victim {{ item }}", loop: [one, two] }',
  "a block's rescue": `- block: [{ command: "false", ignore_errors: false }]
      rescue: [{ shell: DIR/victim rescue }]`,
  "a block's always": `- block: [{ command: "true" }]
      always: [{ shell: DIR/victim always }]`,
  "a handler": `- { command: echo, notify: h }
  handlers: [{ name: h, shell: DIR/victim handler }]`,
  "an include": "- include_tasks: more.yml",
  "a delegated task": "- { shell: DIR/victim delegated, delegate_to: other }",
  "a local action": "- { local_action: { module: shell, cmd: DIR/victim local } }",
  "run_once": "- { shell: DIR/victim once, run_once: true }",
  "an alias of the module": "- { ansible.legacy.command: DIR/victim alias }",
  "action": "- { action: shell DIR/victim action }",
  "validate": "- { copy: { dest: DIR/made, content: x, validate: DIR/victim %s } }",
  "another way to remove": "- { ansible.builtin.file: { dest: DIR/kept, state: absent } }",
};

/** A folder with a play for each road, on a host of its own, which is this machine. */
async function roads(): Promise<Ground> {
  const ground = new Ground();
  ground.write("policy.yml", POLICY);
  const hosts = [...Object.keys(ROADS).keys()].map((at) => `road${at} ansible_connection=local\n`).join("");
  ground.write("inventory", `other ansible_connection=local\n${hosts}`);
  ground.write("victim", `#!/bin/sh\necho "$1" >>${ground.folder}/started\n`);
  await Deno.chmod(`${ground.folder}/victim`, 0o755);
  ground.write("kept", "");
  ground.write("more.yml", `- shell: ${ground.folder}/victim include\n`);
  const plays = Object.values(ROADS).map((tasks, at) =>
    `- hosts: road${at}\n  gather_facts: false\n  ignore_errors: true\n  tasks:\n    ${
      tasks.replaceAll("DIR", ground.folder)
    }\n`
  );
  ground.write("site.yml", plays.join(""));
  return ground;
}

async function names(folder: string): Promise<string[]> {
  return (await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name);
}

Deno.test("run: what policy denies is started by no road of a playbook", async () => {
  using ground = await roads();
  const { stderr } = await ground.run(
    "run",
    "-f",
    "site.yml",
    "-i",
    "inventory",
    "--policy",
    "policy.yml",
    "--once",
  );
  for (const [at, road] of Object.keys(ROADS).entries()) {
    const line = new RegExp(`^.*\\[road${at}\\b.*denied by policy: (nobody starts it|nothing is removed)`, "m");
    assert.match(stderr, line, `${road}\n${stderr}`);
  }
  const there = await names(ground.folder);
  assert.deepEqual(there.filter((name) => ["started", "made"].includes(name)), []);
  assert(there.includes("kept"));
});

Deno.test("run: without a policy each road of these leads there: what the test before looks for can be seen", async () => {
  using ground = await roads();
  const { stderr } = await ground.run("run", "-f", "site.yml", "-i", "inventory", "--once");
  const words = Object.values(ROADS).flatMap((tasks) => /victim (\w+)/.exec(tasks)?.[1] ?? []);
  const started = new Set(ground.lines("started"));
  assert.deepEqual(words.filter((word) => !started.has(word)), [], stderr);
  assert(!(await names(ground.folder)).includes("kept"));
});
