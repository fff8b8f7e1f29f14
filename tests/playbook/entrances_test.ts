import assert from "node:assert/strict";
import { loadModules } from "../../src/app.ts";
import { readInventory } from "../../src/inventory/read_inventory.ts";
import { Secret } from "../../src/model/secret.ts";
import { bindHosts } from "../../src/playbook/bind_hosts.ts";
import { entrancesOf, type EntranceTerms } from "../../src/playbook/entrances.ts";
import { parsePlaybook } from "../../src/playbook/parse.ts";
import { memoryFiles } from "../fakes/memory_files.ts";

const modules = await loadModules();

function entrances(hosts: string, playbook: string, terms: Partial<EntranceTerms> = {}) {
  const files = memoryFiles({ "/play/site.yml": playbook, "/inv/hosts": hosts }, {});
  const inventory = readInventory(["/inv/hosts"], { files, folder: "/play" });
  const bound = bindHosts(parsePlaybook("/play/site.yml", { modules, files }), inventory, {});
  return entrancesOf(bound.playbook, { inventory, files, ...terms });
}

const PLAY = "- hosts: all\n  become: true\n  remote_user: ann\n  tasks: [{command: ls}]\n";

Deno.test("entrancesOf() enters a host as inventory and flags say, whatever plays say", () => {
  const { to } = entrances("web ansible_host=192.0.2.1\ndb ansible_user=bob", PLAY, { reach: { user: "flag" } });
  assert.deepEqual(to("web"), { way: { host: "web", connection: "ssh", address: "192.0.2.1", user: "flag" } });
  assert.deepEqual(to("db"), { way: { host: "db", connection: "ssh", user: "bob" } });
  assert.equal(to("web"), to("web"));
});

Deno.test("entrancesOf() enters localhost as the controller, whatever an inventory calls so", () => {
  const { to } = entrances("localhost ansible_host=192.0.2.1", PLAY);
  assert.deepEqual(to("localhost"), { way: { host: "localhost", connection: "local" } });
});

Deno.test("entrancesOf() throws for a variable that cannot be worked out", () => {
  const { to } = entrances("web ansible_host='{{ nope }}'", PLAY);
  assert.throws(() => to("web"), /How to enter web cannot be worked out: ansible_host: 'nope' is undefined/);
});

Deno.test("entrancesOf() finds the secrets of a recorded way again: in plays, inventory, and what was typed", () => {
  const play = "- hosts: web\n  vars: {pw: of play, ansible_become_password: '{{ pw }}'}\n  tasks: [{command: ls}]\n" +
    "- hosts: db\n  vars: {ansible_password: '{{ of_a_fact }}'}\n  tasks: [{command: ls}]\n";
  const passwords = { connection: new Secret("typed"), become: new Secret("typed for become") };
  const { again } = entrances("web ansible_password=of_inventory\ndb", play, { passwords });
  const become = { method: "sudo", user: "root" } as const;
  const secrets = (way: Parameters<typeof again>[0]) => {
    const found = again(way);
    assert.equal(found.way, way);
    return [found.password?.reveal(), found.becomePassword?.reveal()];
  };
  assert.deepEqual(secrets({ host: "web", connection: "ssh", become }), ["of_inventory", "of play"]);
  assert.deepEqual(secrets({ host: "web", connection: "ssh" }), ["of_inventory", undefined]);
  assert.deepEqual(secrets({ host: "web", connection: "local" }), [undefined, undefined]);
  assert.deepEqual(secrets({ host: "db", connection: "ssh", become }), ["typed", "typed for become"]);
  assert.deepEqual(secrets({ host: "in none", connection: "ssh" }), ["typed", undefined]);
});

Deno.test("entrancesOf() finds a secret again under the name that the way was first opened by, empty ones passed by", () => {
  const { to, again } = entrances("web ansible_ssh_pass='' ansible_password=of_inventory", PLAY);
  const { way, password } = to("web");
  assert.equal(password?.reveal(), "of_inventory");
  assert.equal(again(way).password?.reveal(), "of_inventory");
});
