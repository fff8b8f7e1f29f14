// Files of variables are read when somebody asks for a host that they are for, and only once.
import assert from "node:assert/strict";
import { readInventory } from "../../src/inventory/read_inventory.ts";
import type { Files } from "../../src/ports/files.ts";
import { memoryFiles } from "../fakes/memory_files.ts";

function counted(texts: Record<string, string>): { files: Files; read: string[] } {
  const inner = memoryFiles(texts);
  const read: string[] = [];
  const readText = (path: string) => {
    read.push(path);
    return inner.readText(path);
  };
  return { files: { ...inner, readText }, read };
}

Deno.test("Inventory.variables reads a file once, for the first host that it is for, and none for others", () => {
  const { files, read } = counted({
    "/i/hosts": "[web]\nweb[1:500]\n[db]\ndb1\n",
    "/i/group_vars/all.yml": "a: 1\n",
    "/i/group_vars/web.yml": "b: 2\n",
    "/i/group_vars/db.yml": "b: 3\n",
    "/i/host_vars/web7.yml": "c: 4\n",
    "/i/host_vars/web8.yml": "c: 5\n",
  });
  const inventory = readInventory(["/i/hosts"], { files });
  assert.deepEqual(read, ["/i/hosts"]);
  assert.equal(inventory.variables("web7").get("c"), 4);
  assert.deepEqual(read.slice(1), ["/i/host_vars/web7.yml", "/i/group_vars/all.yml", "/i/group_vars/web.yml"]);
  for (const host of inventory.groups.get("web")!) assert.equal(inventory.variables(host).get("b"), 2);
  assert.deepEqual(read.slice(4), ["/i/host_vars/web8.yml"]);
  assert.deepEqual([...inventory.origins("web8")], [
    ["a", "/i/group_vars/all.yml"],
    ["b", "/i/group_vars/web.yml"],
    ["c", "/i/host_vars/web8.yml"],
  ]);
  assert.equal(read.length, 5);
});

Deno.test("Inventory.variables of one host are no other's, and of no host there are none", () => {
  const { files } = counted({ "/i/hosts": "[web]\nh1 x=1\nh2\n[web:vars]\ng=1\n" });
  const inventory = readInventory(["/i/hosts"], { files });
  assert.deepEqual([...inventory.variables("h1")], [["g", 1], ["x", 1]]);
  assert.deepEqual([...inventory.variables("h2")], [["g", 1]]);
  assert.deepEqual([...inventory.variables("h3")], []);
  assert.deepEqual(inventory.groupsOf("h3"), []);
});

Deno.test("readInventory without sources has the playbook's variables for the implicit localhost", () => {
  const { files } = counted({ "/p/group_vars/all.yml": "a: 1\n", "/p/host_vars/localhost.yml": "b: 2\n" });
  const inventory = readInventory([], { files, folder: "/p" });
  assert.deepEqual(inventory.hosts, []);
  assert.deepEqual(inventory.select("localhost").hosts, ["localhost"]);
  assert.deepEqual([...inventory.variables("localhost")], [["a", 1], ["ansible_connection", "local"], ["b", 2]]);
});
