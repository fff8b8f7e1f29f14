// Hosts that decisions have added, in an inventory of files.
import assert from "node:assert/strict";
import { readInventory } from "../../src/inventory/read_inventory.ts";
import type { AddedHost } from "../../src/model/resource.ts";
import { memoryFiles } from "../fakes/memory_files.ts";

const FILES = memoryFiles({
  "/i/hosts": "[web]\nweb1 ansible_host=10.0.0.1\n[db]\ndb1\n[site:children]\nweb\ndb\n",
  "/i/group_vars/web.yml": "ansible_user: deploy\nport: 80\n",
});

function withAdded(...added: AddedHost[]) {
  return readInventory(["/i/hosts"], { files: FILES, added });
}

Deno.test("readInventory() puts an added host into its groups, with what files say of them", () => {
  const inventory = withAdded({
    name: "web2",
    vars: { ansible_host: "10.0.0.2", ansible_port: 2222 },
    groups: ["web"],
  });
  assert.deepEqual(inventory.hosts, ["web1", "web2", "db1"]);
  assert.deepEqual(inventory.groups.get("site"), ["web1", "web2", "db1"]);
  assert.deepEqual(inventory.groupsOf("web2"), ["site", "web"]);
  assert.deepEqual(
    [...inventory.variables("web2")],
    [["ansible_user", "deploy"], ["port", 80], ["ansible_host", "10.0.0.2"], ["ansible_port", 2222]],
  );
  assert.equal(inventory.origins("web2").get("ansible_host"), "decision");
  assert.equal(inventory.origins("web2").get("port"), "/i/group_vars/web.yml");
  assert.equal(inventory.fileOf("web2"), undefined);
  assert.deepEqual(inventory.select("web:!web1").hosts, ["web2"]);
  assert.deepEqual(inventory.select("all", "web2").hosts, ["web2"]);
});

Deno.test("readInventory() makes groups that only an added host has, below all", () => {
  const inventory = withAdded({ name: "cache1", vars: {}, groups: ["cache", "fast"] }, {
    name: "lone",
    vars: {},
    groups: [],
  });
  assert.deepEqual(inventory.groups.get("cache"), ["cache1"]);
  assert.deepEqual(inventory.groups.get("ungrouped"), ["lone"]);
  assert.deepEqual([...inventory.children.get("all") ?? []].sort(), ["cache", "fast", "site", "ungrouped"]);
  assert.deepEqual(inventory.select("all").hosts, ["lone", "cache1", "web1", "db1"]);
});

Deno.test("readInventory() lets no added host shadow a host, a group or this machine", () => {
  const elsewhere = { ansible_host: "6.6.6.6", ansible_user: "evil" };
  const inventory = withAdded(
    { name: "web1", vars: elsewhere, groups: ["db"] },
    { name: "site", vars: elsewhere, groups: [] },
    { name: "localhost", vars: elsewhere, groups: [] },
    { name: "new", vars: {}, groups: ["web1"] },
  );
  assert.deepEqual(inventory.hosts, ["new", "web1", "db1"]);
  assert.equal(inventory.variables("web1").get("ansible_host"), "10.0.0.1");
  assert.deepEqual(inventory.groupsOf("web1"), ["site", "web"]);
  assert.equal(inventory.variables("localhost").get("ansible_host"), undefined);
  assert.deepEqual(inventory.groupsOf("new"), ["ungrouped"]);
});

Deno.test("readInventory() takes of an added host's variables only where it is and as whom it is entered, and no templates", () => {
  const vars = {
    ansible_host: "{{ lookup('pipe', 'touch /tmp/owned') }}",
    ansible_user: "ok",
    ansible_ssh_common_args: "-o ProxyCommand=sh",
    ansible_become_exe: "/tmp/sudo",
    ansible_python_interpreter: "/tmp/python",
    anything: "else",
  };
  const inventory = withAdded({ name: "new", vars, groups: [] });
  assert.deepEqual([...inventory.variables("new")], [["ansible_user", "ok"]]);
});
