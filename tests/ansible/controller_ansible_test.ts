// The controller's Ansible, as it is installed here.
import assert from "node:assert/strict";
import { controllerAnsible } from "../../src/ansible/controller_ansible.ts";
import { NO_ANSIBLE } from "../../src/ansible/no_ansible.ts";
import type { Ansible, AnsibleModule } from "../../src/ports/ansible.ts";

/** One that is a module. */
async function moduleCalled(name: string, ansible: Ansible, beside?: string): Promise<AnsibleModule> {
  const found = (await ansible.describe([name], beside === undefined ? {} : { beside })).get(name);
  assert(found !== undefined && !("refusal" in found), JSON.stringify(found));
  return found;
}

async function refusalOf(name: string, ansible: Ansible): Promise<string> {
  const found = (await ansible.describe([name])).get(name);
  assert(found !== undefined && "refusal" in found, name);
  return found.refusal;
}

Deno.test("controllerAnsible() follows a short name to the collection that has it, and reads the code's own spec", async () => {
  await using ansible = controllerAnsible();
  assert.equal(await ansible.lacking(), undefined);
  const { name, doc, supportsCheckMode } = await moduleCalled("timezone", ansible);
  assert.deepEqual([name, doc.name, supportsCheckMode], [
    "community.general.timezone",
    "community.general.timezone",
    true,
  ]);
  assert.deepEqual(doc.requiredOneOf, [["hwclock", "name"]]);
  const { hwclock } = doc.parameters;
  assert.deepEqual([hwclock?.type, hwclock?.choices, hwclock?.aliases], ["str", ["local", "UTC"], ["rtc"]]);
  assert.match(hwclock?.description ?? "", /^Whether the hardware clock is in UTC or in local timezone\. /);
  assert.match(doc.example, /^- name: .*\n {2}community\.general\.timezone:/);
});

Deno.test("controllerAnsible() tells secrets, what mappings hold, and what parameters need of each other", async () => {
  await using ansible = controllerAnsible();
  const { doc: user } = await moduleCalled("ansible.builtin.user", ansible);
  assert.equal(user.parameters["password"]?.secret, true);
  assert.equal(user.parameters["name"]?.required, true);
  const { doc: container } = await moduleCalled("community.docker.docker_container", ansible);
  assert.equal(container.parameters["mounts"]?.options?.["target"]?.required, true);
  assert.deepEqual(container.requiredIf, [["state", "present", ["image"]]]);
  const { doc: xml } = await moduleCalled("community.general.xml", ansible);
  assert.deepEqual(xml.requiredBy?.["value"], ["xpath"]);
  const { doc: copied } = await moduleCalled("ansible.builtin.get_url", ansible);
  assert("mode" in copied.parameters && "owner" in copied.parameters, "the file attributes are its own");
});

const REFUSED: Record<string, [name: string, sentence: RegExp]> = {
  "a name that there is not, with one that is near": [
    "community.general.timezne",
    /^Ansible [\d.]+ has none of that name, either: did you mean 'community\.general\.timezone'\?$/,
  ],
  "a name that is like none": ["qqqqqqqq", /^Ansible [\d.]+ has none of that name, either: `modules --all` lists /],
  "a collection that is not here": [
    "no.such.thing",
    /^The collection no\.such is not installed .*ansible-galaxy collection install no\.such$/,
  ],
  "a collection whose name is misspelt: what a stranger may have published under it is not proposed": [
    "comunity.general.ufw",
    /^The collection comunity\.general is not installed on this machine: did you mean 'community\.general\.ufw'\?$/,
  ],
  "what a plugin on the controller does": [
    "ansible.posix.synchronize",
    /is done by a plugin of Ansible's on the controller: write copy/,
  ],
  "what a plugin on the controller does, by its short name": [
    "template",
    /^The module 'ansible\.builtin\.template' is done by a plugin/,
  ],
  "what is for Windows": ["ansible.windows.win_copy", /^The module 'ansible\.windows\.win_copy' is for Windows/],
  "what is no module": ["include_role", /is not written with AnsibleModule .*send it with script/],
  "what was removed": [
    "community.general.docker_image_facts",
    /has no module .* any more: .*community\.docker\.docker_image_info/,
  ],
};

for (const [title, [name, sentence]] of Object.entries(REFUSED)) {
  Deno.test(`controllerAnsible() refuses ${title}`, async () => {
    await using ansible = controllerAnsible();
    assert.match(await refusalOf(name, ansible), sentence);
  });
}

Deno.test("controllerAnsible() says of a module without documentation that it has none", async () => {
  await using ansible = controllerAnsible();
  const { doc } = await moduleCalled("async_wrapper", ansible);
  assert.equal(doc.summary, "A module of Ansible's that has no description");
});

Deno.test("controllerAnsible() takes any text for a name", async () => {
  await using ansible = controllerAnsible();
  for (
    const name of [
      "",
      "\n",
      "../../etc/passwd",
      "a.b.c.d.e",
      "ansible.builtin.",
      "ü.ü.ü",
      "x".repeat(10_000),
      '{"do": "list"}',
    ]
  ) {
    assert.match(await refusalOf(name, ansible), /./);
  }
  await moduleCalled("stat", ansible);
});

Deno.test("controllerAnsible() packs a module in the same bytes whenever and by whomever it is asked", async () => {
  await using one = controllerAnsible();
  await using other = controllerAnsible();
  for (const name of ["ansible.builtin.stat", "community.general.timezone"]) {
    const [first, again, second] = [
      await (await moduleCalled(name, one)).pack(),
      await (await moduleCalled(name, one)).pack(),
      await (await moduleCalled(name, other)).pack(),
    ];
    assert.deepEqual(first, again);
    assert.deepEqual(first, second);
    const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(first.zip))).toHex();
    assert.equal(first.hash, hash);
    assert.match(
      first.entry,
      /^ansible\.modules\.stat$|^ansible_collections\.community\.general\.plugins\.modules\.timezone$/,
    );
    assert.match(first.version, /^\d+\.\d+/);
    assert.equal(new TextDecoder().decode(first.zip.subarray(0, 2)), "PK");
  }
});

Deno.test("controllerAnsible() packs on for others where one who waits is cancelled", async () => {
  await using ansible = controllerAnsible();
  const module = await moduleCalled("ansible.builtin.ping", ansible);
  const cancelled = new AbortController();
  const [one, other] = [module.pack(cancelled.signal), module.pack(new AbortController().signal)];
  cancelled.abort(new Error("a human stopped it"));
  await assert.rejects(one, /a human stopped it/);
  assert.equal((await other).entry, "ansible.modules.ping");
});

Deno.test("controllerAnsible() lists all that hosts can run, sorted, each with a sentence", async () => {
  await using ansible = controllerAnsible();
  const listed = await ansible.list();
  assert("modules" in listed);
  const names = listed.modules.map(({ name }) => name);
  assert.deepEqual(names, names.toSorted());
  assert.equal(new Set(names).size, names.length);
  assert(names.length > 1000, `${names.length}`);
  assert(names.includes("community.general.timezone") && names.includes("ansible.builtin.user"));
  for (const none of ["ansible.posix.synchronize", "ansible.builtin.copy", "ansible.windows.win_copy"]) {
    assert(!names.includes(none), none);
  }
  const { summary } = listed.modules.find(({ name }) => name === "community.general.timezone")!;
  assert.equal(summary, "Configure timezone setting");
});

Deno.test("controllerAnsible() knows the modules and collections that lie beside a playbook, as they are now", async () => {
  const folder = await Deno.makeTempDir({ prefix: "beside-" });
  const code = (spec: string) =>
    `from ansible.module_utils.basic import AnsibleModule\nAnsibleModule(argument_spec=dict(${spec}=dict(required=True)))\n`;
  try {
    await Deno.mkdir(`${folder}/library/deep`, { recursive: true });
    await Deno.writeTextFile(`${folder}/library/deep/mine.py`, code("word"));
    await Deno.writeTextFile(`${folder}/library/old.sh`, "#!/bin/sh\necho changed=false\n");
    const plugins = `${folder}/collections/ansible_collections/my/own/plugins/modules`;
    await Deno.mkdir(plugins, { recursive: true });
    await Deno.writeTextFile(`${plugins}/theirs.py`, code("other"));
    await using ansible = controllerAnsible();
    const mine = await moduleCalled("mine", ansible, folder);
    assert.deepEqual([mine.name, Object.keys(mine.doc.parameters)], ["mine", ["word"]]);
    const first = await mine.pack();
    assert.equal(first.entry, "ansible.modules.mine");
    await Deno.writeTextFile(`${folder}/library/deep/mine.py`, code("sentence"));
    const changed = await moduleCalled("mine", ansible, folder);
    assert.deepEqual(Object.keys(changed.doc.parameters), ["sentence"]);
    assert.notEqual((await changed.pack()).hash, first.hash);
    assert.deepEqual(Object.keys((await moduleCalled("my.own.theirs", ansible, folder)).doc.parameters), ["other"]);
    const old = (await ansible.describe(["old"], { beside: folder })).get("old")!;
    assert("refusal" in old && /not written with AnsibleModule/.test(old.refusal));
    assert.match(await refusalOf("mine", ansible), /has none of that name/);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("controllerAnsible() says that there is no Ansible, or what is wrong with it", async () => {
  const folder = await Deno.makeTempDir({ prefix: "path-" });
  try {
    await using none = controllerAnsible({ path: folder });
    assert.deepEqual((await none.describe(["x"])).get("x"), { refusal: NO_ANSIBLE, unknown: true });
    assert.deepEqual(await none.list(), { refusal: NO_ANSIBLE });
    assert.equal(await none.lacking(), NO_ANSIBLE);
    await Deno.writeTextFile(`${folder}/ansible`, "#!/nowhere/python3\n", { mode: 0o755 });
    await using gone = controllerAnsible({ path: folder });
    assert.equal(
      await refusalOf("x", gone),
      `Ansible cannot be used on this machine: ${folder}/ansible is there, but its Python (/nowhere/python3) is not there`,
    );
    // Isolated, it finds no packages.
    await Deno.writeTextFile(`${folder}/python3`, '#!/bin/sh\nexec /usr/bin/python3 -I -S "$@"\n', { mode: 0o755 });
    await Deno.writeTextFile(`${folder}/ansible`, `#!${folder}/python3\n`);
    await using bare = controllerAnsible({ path: folder });
    assert.match(
      await refusalOf("x", bare),
      /its Python \(.*\/python3\) cannot load it: ModuleNotFoundError: No module named 'ansible'$/,
    );
    assert.equal(await bare.lacking(), await refusalOf("x", bare));
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
