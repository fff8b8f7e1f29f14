// Modules of the Ansible that is installed here, as the program takes them: found, checked, run, and refused where there is no Ansible.
import assert from "node:assert/strict";
import { Ground } from "./program.ts";

function play(tasks: string): string {
  return `- hosts: localhost\n  gather_facts: false\n  tasks:\n${tasks.replace(/^/gm, "    ")}\n`;
}

/** A PATH with a shell and what it needs, and no Ansible. */
async function withoutAnsible(ground: Ground): Promise<void> {
  await Deno.mkdir(`${ground.folder}/bin`);
  for (
    const name of ["sh", "cat", "ls", "id", "uname", "hostname", "stat", "mkdir", "rm", "mv", "chmod", "sleep", "env"]
  ) {
    for (const folder of ["/usr/bin", "/bin"]) {
      const there = await Deno.stat(`${folder}/${name}`).then(() => true, () => false);
      if (there) await Deno.symlink(`${folder}/${name}`, `${ground.folder}/bin/${name}`).catch(() => {});
    }
  }
  ground.env["PATH"] = `${ground.folder}/bin`;
}

Deno.test("run -f refuses bad parameters of Ansible's modules before anything runs, with their places", async () => {
  using ground = new Ground();
  ground.write(
    "site.yml",
    play(`- copy: {content: x, dest: DIR/done}
- community.general.xml:
    path: /x
    xpaht: /a
    state: presnt
- timezone: {}
- ansible.posix.synchronize: {src: a, dest: b}
- community.general.timezne: {name: UTC}`),
  );
  const { code, stderr } = await ground.run("run", "-f", "site.yml");
  assert.equal(code, 2);
  const at = (line: number, column: number) => `${ground.folder}/site.yml:${line}:${column}: `;
  const told = stderr.trim().replace(/^error: /, "").split("\n");
  for (
    const [index, sentence] of [
      `${at(7, 9)}community.general.xml has no parameter 'xpaht': did you mean 'xpath'?`,
      `${at(8, 9)}community.general.xml: value of state must be one of: absent, present, got: presnt`,
      `${at(9, 7)}community.general.timezone: one of the following is required: hwclock, name`,
      `${
        at(10, 7)
      }The module 'ansible.posix.synchronize' is done by a plugin of Ansible's on the controller: write copy`,
      `${at(11, 7)}There is no module 'community.general.timezne'. Ansible `,
    ].entries()
  ) assert(told[index]?.startsWith(sentence), `${told[index]}\n${sentence}`);
  assert.equal(told.length, 5, stderr);
  assert.deepEqual(ground.lines("done"), []);
});

const LIBRARY = `
from ansible.module_utils.basic import AnsibleModule
import os
module = AnsibleModule(argument_spec=dict(path=dict(type='path', required=True)), supports_check_mode=True)
path = module.params['path']
changed = not os.path.exists(path)
if changed and not module.check_mode:
    open(path, 'w').close()
module.exit_json(changed=changed, path=path)
`;

Deno.test("run -f takes modules of the playbook's own library, and learns those of files whose names are templates on its way", async () => {
  using ground = new Ground();
  await Deno.mkdir(`${ground.folder}/library`);
  ground.write("library/touched.py", LIBRARY);
  ground.write(
    "site.yml",
    play(`- touched: {path: DIR/one}
- include_tasks: "{{ 'mo' + 're.yml' }}"`),
  );
  ground.write("more.yml", "- ansible.builtin.pip:\n    name: nothing\n  when: false\n- touched: {path: DIR/two}\n");
  const { code, stdout, stderr } = await ground.run("run", "-f", "site.yml");
  assert.equal(code, 0, stdout + stderr);
  for (const name of ["one", "two"]) assert((await Deno.stat(`${ground.folder}/${name}`)).isFile, name);
  const modules = ground.query("select module from actions order by id").map(({ module }) => module);
  assert.deepEqual(modules, ["touched", "touched"]);
});

Deno.test("run -f fails an included file that names no module, with the place", async () => {
  using ground = new Ground();
  ground.write("site.yml", play(`- include_tasks: "{{ 'mo' + 're.yml' }}"`));
  ground.write("more.yml", "- community.general.timezne: {name: UTC}\n");
  const { code, stdout, stderr } = await ground.run("run", "-f", "site.yml");
  assert.equal(code, 1);
  assert.match(
    stdout + stderr,
    /There is no module 'community\.general\.timezne'\. Ansible .*did you mean 'community\.general\.timezone'\? \(.*more\.yml:1:3\)/,
  );
});

Deno.test("run --modules ansible takes Ansible's module before ours where it can, and has it on record", async () => {
  using ground = new Ground();
  ground.write(
    "site.yml",
    play(`- file: {path: DIR/made, state: directory, mode: "0700"}
- copy: {content: x, dest: DIR/made/x}
- stat: {path: DIR/made}
  register: seen
- copy: {content: "{{ seen.stat.keys() | sort | join(' ') }}", dest: DIR/keys}`),
  );
  const { code, stdout, stderr } = await ground.run("run", "-f", "site.yml", "--modules", "ansible");
  assert.equal(code, 0, stdout + stderr);
  const [{ options } = {}] = ground.query("select options from loops");
  assert.equal(JSON.parse(String(options)).modules, "ansible");
  assert.deepEqual(ground.query("select module from actions order by id").map(({ module }) => module), [
    "file",
    "copy",
    "copy",
  ]);
  const python = await ground.run("run", "-f", "site.yml", "--modules", "ansible", "--name", "again", "-o", "json");
  assert.equal(python.code, 0);
  const odd = await ground.run("run", "-f", "site.yml", "--modules", "puppet");
  assert.equal(odd.code, 2);
});

Deno.test("run -f without an Ansible says so, and a loop that needs one waits with that sentence", async () => {
  using ground = new Ground();
  ground.write("site.yml", play("- timezone: {name: UTC}"));
  assert.equal((await ground.run("submit", "-f", "site.yml")).code, 0);
  await withoutAnsible(ground);
  const sentence = /There is no module 'timezone'\. Ansible is not installed on this machine: install ansible-core/;
  const refused = await ground.run("run", "-f", "site.yml");
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, sentence);
  assert.match(refused.stderr, /site\.yml:4:7: /);
  const taken = await ground.run("resume", "1");
  assert.notEqual(taken.code, 70, taken.stderr);
  const [{ status, reason } = {}] = ground.query("select status, reason from loops");
  assert.equal(status, "paused");
  assert.match(String(reason), sentence);
});

Deno.test("run --modules ansible is refused where Ansible is not installed, also where all modules are ours, too", async () => {
  using ground = new Ground();
  ground.write("site.yml", play("- stat: {path: /}"));
  assert.equal((await ground.run("run", "-f", "site.yml", "--modules", "ansible")).code, 0);
  await withoutAnsible(ground);
  const refused = await ground.run("run", "-f", "site.yml", "--modules", "ansible");
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /--modules ansible: Ansible is not installed on this machine: install ansible-core/);
});

Deno.test("modules documents a module of Ansible's, and lists those that a word is in", async () => {
  using ground = new Ground();
  const one = await ground.json("modules", "timezone");
  assert.equal((one.envelope["data"] as { module: { name: string } }).module.name, "community.general.timezone");
  const some = await ground.run("modules", "docker_swarm_");
  assert.match(some.stdout, /^NAME .*\ncommunity\.docker\.docker_swarm_info /);
  await withoutAnsible(ground);
  const none = await ground.run("modules", "timezone");
  assert.equal(none.code, 2);
  assert.match(none.stderr, /There is no module 'timezone'\. Ansible is not installed on this machine/);
});
