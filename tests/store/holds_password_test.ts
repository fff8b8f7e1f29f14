import assert from "node:assert/strict";
import { InputError } from "../../src/model/errors.ts";
import { holdsPassword } from "../../src/store/holds_password.ts";
import { memoryFiles } from "../fakes/memory_files.ts";
import { claimed, Scratch, takenOver } from "./scratch.ts";

const CANARY = "canary-7f3a";

Deno.test("holdsPassword() knows Ansible's passwords in INI, YAML and JSON, and where one is only named", () => {
  const holds = [
    ...["web1 ansible_host=192.0.2.1 ansible_password=x", "ansible_ssh_pass = 'x'", 'ansible_become_password="x y"'],
    ...[
      "ansible_password: x",
      '  ansible_become_pass: "x"',
      "ansible_sudo_pass: 7",
      "[all:vars]\nansible_password=x\n",
    ],
    ...['{"ansible_password": "x"}', '"ansible_ssh_password":"x"', "ansible_password: pre{{ x }}"],
  ];
  const names = [
    ...["ansible_password={{ vault }}", 'ansible_password: "{{ vault }}"', "ansible_become_pass: !vault |", ""],
    ...["ansible_password:\nansible_user: root", 'ansible_password: ""', '{"ansible_password": null}', "no pass: x"],
    ...[
      "ansible_user=x",
      "ansible_ssh_private_key_file=/x",
      "when: ansible_password is defined",
      "ansible_password: ~",
    ],
  ];
  const bytes = (text: string) => new TextEncoder().encode(text);
  assert.deepEqual(holds.filter((text) => !holdsPassword(bytes(text))), []);
  assert.deepEqual(names.filter((text) => holdsPassword(bytes(text))), []);
});

Deno.test("keptFiles() keeps no file with a connection's password, and notices that such a file changed", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const path = "/etc/hosts.ini";
  const content = `web1 ansible_password=${CANARY}\n`;
  const files = store.keptFiles(lease, memoryFiles({ [path]: content }));
  assert.equal(files.readText(path), content);
  await store.journal(lease).openIteration({ fresh: true, decidedBy: "playbook" });
  assert.equal(files.readText(path), content, "the same content is read again");
  const later = await takenOver(store, lease);
  const changed = store.keptFiles(later, memoryFiles({ [path]: `${content}web2\n` }));
  assert.throws(
    () => changed.readText(path),
    (error) => error instanceof InputError && /hosts\.ini changed .* a secret in it: put the old/.test(error.message),
  );
  // What a program printed is there only once it is printed again.
  assert.equal(store.keptFiles(later, memoryFiles({})).kind(path), undefined);
  assert.equal(store.keptFiles(later, memoryFiles({ [path]: content })).readText(path), content);
  await store.close();
  for (const name of scratch.names()) {
    const bytes = new TextDecoder("latin1").decode(await Deno.readFile(`${scratch.folder}/${name}`));
    assert.ok(!bytes.includes(CANARY), name);
  }
});

Deno.test("keptFiles() keeps the hash alone of what is called secret, and all of the rest", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const lease = await claimed(store);
  const texts = { "/a.yml": `key: ${CANARY}\n`, "/b.yml": "kept: content-of-b\n" };
  const isSecret = (content: Uint8Array) => new TextDecoder().decode(content).includes(CANARY);
  const files = store.keptFiles(lease, memoryFiles(texts), isSecret);
  assert.deepEqual(Object.keys(texts).map((path) => files.readText(path)), Object.values(texts));
  await store.journal(lease).openIteration({ fresh: true, decidedBy: "playbook" });
  assert.equal(files.readText("/a.yml"), texts["/a.yml"]);
  await store.close();
  let whole = "";
  for (const name of scratch.names()) {
    whole += new TextDecoder("latin1").decode(await Deno.readFile(`${scratch.folder}/${name}`));
  }
  assert.deepEqual([whole.includes(CANARY), whole.includes("content-of-b")], [false, true]);
});
