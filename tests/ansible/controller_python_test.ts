import assert from "node:assert/strict";
import { controllerAnsible } from "../../src/ansible/controller_ansible.ts";
import { ControllerPython, type PythonTerms } from "../../src/ansible/controller_python.ts";

/** A folder for PATH whose Ansible notes each start of its Python. */
class Noted implements AsyncDisposable {
  constructor(readonly folder: string) {}

  static async make(): Promise<Noted> {
    const folder = await Deno.makeTempDir({ prefix: "noted-" });
    const python = `#!/bin/sh\necho $$ >> ${folder}/started\nexec /usr/bin/python3 "$@"\n`;
    await Deno.writeTextFile(`${folder}/python3`, python, { mode: 0o755 });
    await Deno.writeTextFile(`${folder}/ansible`, `#!${folder}/python3\n`, { mode: 0o755 });
    return new Noted(folder);
  }

  terms(more: PythonTerms = {}): PythonTerms {
    return { path: `${this.folder}:/usr/bin:/bin`, ...more };
  }

  async pids(): Promise<string[]> {
    return (await Deno.readTextFile(`${this.folder}/started`)).trim().split("\n");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** Resolves when a process is gone. */
async function gone(pid: string): Promise<void> {
  await new Deno.Command("tail", { args: [`--pid=${pid}`, "-s", "0.05", "-f", "/dev/null"] }).output();
}

Deno.test("ControllerPython starts one process for all that ask, when the first one does", async () => {
  await using noted = await Noted.make();
  await using python = new ControllerPython(noted.terms());
  await assert.rejects(noted.pids(), Deno.errors.NotFound);
  const asked = ["stat", "file", "user"].map((name) => python.ask("describe", [name, null]));
  const names = (await Promise.all(asked)).map((found) => (found as { name: string }).name);
  assert.deepEqual(names, ["ansible.builtin.stat", "ansible.builtin.file", "ansible.builtin.user"]);
  assert.equal((await noted.pids()).length, 1);
});

Deno.test("ControllerPython ends its process when nobody asks, and starts another for the next one", async () => {
  await using noted = await Noted.make();
  await using python = new ControllerPython(noted.terms({ idleMs: 1 }));
  await python.ask("describe", ["stat", null]);
  await gone((await noted.pids())[0]!);
  await python.ask("describe", ["stat", null]);
  assert.equal((await noted.pids()).length, 2);
});

Deno.test("ControllerPython ends its process with itself", async () => {
  await using noted = await Noted.make();
  {
    await using python = new ControllerPython(noted.terms());
    await python.version();
  }
  await gone((await noted.pids())[0]!);
});

Deno.test("ControllerPython asks another process where one died, once", async () => {
  await using noted = await Noted.make();
  await Deno.mkdir(`${noted.folder}/library`);
  const deadly =
    "from ansible.module_utils.basic import AnsibleModule\nimport os, signal\nos.kill(os.getppid(), signal.SIGKILL)\n";
  await Deno.writeTextFile(`${noted.folder}/library/deadly.py`, deadly);
  await using ansible = controllerAnsible(noted.terms());
  const found = await ansible.describe(["deadly", "stat"], { beside: noted.folder });
  assert.deepEqual(found.get("deadly"), {
    refusal:
      "The controller's Ansible could not say what 'deadly' is: the Python of the controller's Ansible ended before it answered",
  });
  assert("doc" in found.get("stat")!);
  assert.equal((await noted.pids()).length, 3);
});

Deno.test("ControllerPython gives up a question that is cancelled, and answers the next", async () => {
  await using noted = await Noted.make();
  await using python = new ControllerPython(noted.terms());
  const stop = new AbortController();
  const asked = python.ask("list", [null], stop.signal);
  stop.abort(new Error("stopped by a human"));
  await assert.rejects(asked, /stopped by a human/);
  assert.equal((await python.ask("describe", ["stat", null]) as { name: string }).name, "ansible.builtin.stat");
  assert.equal((await noted.pids()).length, 1);
});

Deno.test("ControllerPython ends a process that does not answer in time", async () => {
  await using noted = await Noted.make();
  await Deno.mkdir(`${noted.folder}/library`);
  const slow = "from ansible.module_utils.basic import AnsibleModule\nimport time\ntime.sleep(3600)\n";
  await Deno.writeTextFile(`${noted.folder}/library/slow.py`, slow);
  await using python = new ControllerPython(noted.terms({ patienceMs: 100 }));
  await assert.rejects(python.ask("describe", ["slow", noted.folder]), /ended before it answered/);
  for (const pid of await noted.pids()) await gone(pid);
});

Deno.test("ControllerPython hands no key and no password of ours to the code of modules, and loads nothing of the folder that we are in", async () => {
  await using noted = await Noted.make();
  await Deno.mkdir(`${noted.folder}/library`);
  const curious = `import os
open(${JSON.stringify(`${noted.folder}/seen`)}, 'w').write('\\n'.join(sorted(os.environ)))
from ansible.module_utils.basic import AnsibleModule
AnsibleModule(argument_spec={})
`;
  await Deno.writeTextFile(`${noted.folder}/library/curious.py`, curious);
  await Deno.mkdir(`${noted.folder}/here`);
  await Deno.writeTextFile(`${noted.folder}/here/json.py`, "raise SystemExit\n");
  const program = `
    import { controllerAnsible } from ${JSON.stringify(import.meta.resolve("../../src/ansible/controller_ansible.ts"))};
    await using ansible = controllerAnsible(${JSON.stringify(noted.terms())});
    const found = await ansible.describe(["curious"], { beside: ${JSON.stringify(noted.folder)} });
    console.log(found.get("curious").name);`;
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["eval", "--no-check", program],
    cwd: `${noted.folder}/here`,
    env: { ANTHROPIC_API_KEY: "k", FTL2_WORD: "w", ANSIBLE_BECOME_PASS: "p", ANSIBLE_TIMEOUT: "9", LC_TIME: "C" },
  }).output();
  assert.equal(new TextDecoder().decode(stdout), "curious\n");
  const seen = (await Deno.readTextFile(`${noted.folder}/seen`)).split("\n");
  assert.deepEqual(
    ["ANTHROPIC_API_KEY", "FTL2_WORD", "ANSIBLE_BECOME_PASS", "ANSIBLE_TIMEOUT", "LC_TIME", "HOME", "PATH"].map((
      name,
    ) => seen.includes(name)),
    [false, false, false, true, true, true, true],
  );
});

Deno.test("ControllerPython leaves nothing in the folder where one is, whatever a module writes as it is loaded", async () => {
  const folder = await Deno.makeTempDir({ prefix: "writing-" });
  const log = `log-${crypto.randomUUID()}`;
  const code = `from ansible.module_utils.basic import AnsibleModule
open("${log}", "w").close()
open("${folder}/loaded", "w").close()
AnsibleModule(argument_spec={"name": {"type": "str"}})
`;
  await Deno.mkdir(`${folder}/library`);
  await Deno.writeTextFile(`${folder}/library/writing.py`, code);
  try {
    await using python = new ControllerPython({ path: "/usr/bin:/bin" });
    const learned = await python.ask("describe", ["writing", folder]);
    assert.ok(await Deno.stat(`${folder}/loaded`), JSON.stringify(learned));
    await assert.rejects(Deno.stat(log), Deno.errors.NotFound);
  } finally {
    await Deno.remove(folder, { recursive: true });
    await Deno.remove(log).catch(() => {});
  }
});
