// What is told of an inventory's hosts: how they are entered, where each variable comes from, and no secret.
import assert from "node:assert/strict";
import { describeHosts } from "../../src/app/described_hosts.ts";
import { readInventory } from "../../src/inventory/read_inventory.ts";
import { filesOf } from "../templates/files_of.ts";

const files = filesOf({
  "/i/hosts.yml": `all:
  hosts:
    web1: {ansible_host: 10.0.0.1, ansible_port: 2222, ansible_user: deploy, ratio: 1.0, __proto__: {a: 1}}
    web2: {ansible_host: "{{ prefix }}.2", ansible_port: "{{ port }}", ansible_user: 12}
  children: {web: {hosts: {web1: {}}}}
`,
  "/i/host_vars/web1.yml": `ansible_password: one-of-them
db: {name: shop, password: two-of-them, keys: ["-----BEGIN OPENSSH PRIVATE KEY-----\\nthree-of-them"]}
note: "$ANSIBLE_VAULT;1.1;AES256\\nfour-of-them"
ansible_ssh_private_key_file: ~/.ssh/id
become_allowed: true
`,
});

Deno.test("describeHosts tells how hosts are entered, their groups and each variable with its file", () => {
  const inventory = readInventory(["/i/hosts.yml"], { files });
  const [web1, web2] = describeHosts(inventory, ["web1", "web2"]);
  assert.deepEqual([web1?.address, web1?.port, web1?.user, web1?.groups], ["10.0.0.1", 2222, "deploy", ["web"]]);
  assert.deepEqual(web1?.vars.ansible_ssh_private_key_file, { value: "~/.ssh/id", from: "/i/host_vars/web1.yml" });
  assert.deepEqual(web1?.vars.ratio, { value: 1, from: "/i/hosts.yml" });
  assert.equal(web1?.vars.become_allowed?.value, true);
  // What a template will make of them is not known here.
  assert.deepEqual([web2?.address, web2?.port, web2?.user], [undefined, undefined, "12"]);
  assert.equal(web2?.vars.ansible_host?.value, "{{ prefix }}.2");
});

Deno.test("describeHosts knows the old names of address, port and user, which win as they do on the way in", () => {
  const text = "web1 ansible_ssh_host=10.0.0.1 ansible_ssh_port=2222 ansible_ssh_user=deploy ansible_user=nobody\n";
  const inventory = readInventory(["/i/hosts"], { files: filesOf({ "/i/hosts": text }) });
  const [web1] = describeHosts(inventory, ["web1"]);
  assert.deepEqual([web1?.address, web1?.port, web1?.user], ["10.0.0.1", 2222, "deploy"]);
});

Deno.test("describeHosts leaves (secret) where a name or a value looks like one", () => {
  const [web1] = describeHosts(readInventory(["/i/hosts.yml"], { files }), ["web1"]);
  assert.doesNotMatch(JSON.stringify(web1), /of-them/);
  assert.equal(web1?.vars.ansible_password?.value, "(secret)");
  assert.deepEqual(web1?.vars.db?.value, { name: "shop", password: "(secret)", keys: ["(secret)"] });
  assert.equal(web1?.vars.note?.value, "(secret)");
});
