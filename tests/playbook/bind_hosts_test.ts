import assert from "node:assert/strict";
import { loadModules } from "../../src/app.ts";
import { readInventory } from "../../src/inventory/read_inventory.ts";
import { InputError } from "../../src/model/errors.ts";
import { bindHosts, type Binding } from "../../src/playbook/bind_hosts.ts";
import { listTasks } from "../../src/playbook/list_tasks.ts";
import { parsePlaybook } from "../../src/playbook/parse.ts";
import { planOf } from "../../src/playbook/plan.ts";
import { EVERYTHING } from "../../src/playbook/selection.ts";
import { memoryFiles } from "../fakes/memory_files.ts";

const modules = await loadModules();
const HOSTS = "[web]\nw1\nw2\n[db]\nd1\n";

function bind(playbook: string, binding: Binding = {}, hosts: string | null = HOSTS) {
  const files = memoryFiles({ "/play/site.yml": playbook, "/inv/hosts": hosts ?? "" }, {});
  const inventory = readInventory(hosts === null ? [] : ["/inv/hosts"], { files, folder: "/play" });
  return bindHosts(parsePlaybook("/play/site.yml", { modules, files }), inventory, binding);
}

const hostsOf = (playbook: string, binding: Binding = {}, hosts: string | null = HOSTS) =>
  bind(playbook, binding, hosts).playbook.plays.map((play) => play.hosts);

Deno.test("bindHosts() resolves patterns, lists and templates, within the limit", () => {
  assert.deepEqual(hostsOf("- hosts: web\n- hosts: all:!web\n- hosts: [d1, w2]\n- hosts: nobody"), [
    ...[["w1", "w2"], ["d1"], ["d1", "w2"], []],
  ]);
  assert.deepEqual(hostsOf('- hosts: "{{ target }}"', { extraVars: { target: "db" } }), [["d1"]]);
  assert.deepEqual(hostsOf('- hosts: "{{ target }}"', { extraVars: { target: ["db", "w1"] } }), [["d1", "w1"]]);
  assert.deepEqual(hostsOf('- hosts: "{{ mine }}"\n  vars: {mine: web}'), [["w1", "w2"]]);
  assert.deepEqual(hostsOf("- hosts: all\n- hosts: db", { limit: "w1" }), [["w1"], []]);
});

Deno.test("bindHosts() leaves the parsed playbook as it is, and says what named no host", () => {
  const { playbook, unmatched } = bind("- hosts: web,nobody\n- hosts: nobody:nothing");
  assert.deepEqual(playbook.plays.map(({ hosts }) => hosts), [["w1", "w2"], []]);
  assert.deepEqual(unmatched.toSorted(), ["nobody", "nothing"]);
});

Deno.test("bindHosts() needs no inventory for this machine, and asks for one where a play names other hosts", () => {
  assert.deepEqual(hostsOf("- hosts: localhost\n- hosts: [127.0.0.1, localhost]", {}, null), [["localhost"], [
    "localhost",
  ]]);
  assert.throws(() => bind("- hosts: localhost\n- name: x\n  hosts: web", {}, null), (error) => {
    assert(error instanceof InputError);
    assert.match(
      error.message,
      /This play is for "web", and there is no inventory that names such hosts: give one \(-i/,
    );
    assert.deepEqual(error.place, { file: "/play/site.yml", line: 3, column: 10 });
    return true;
  });
});

Deno.test("bindHosts() names the place of a pattern that cannot be worked out, or makes no sense", () => {
  const wrong = (playbook: string, binding: Binding = {}) => {
    try {
      bind(playbook, binding);
    } catch (error) {
      assert(error instanceof InputError, String(error));
      return `${error.place?.line}:${error.place?.column}: ${error.message}`;
    }
    assert.fail("nothing was wrong");
  };
  assert.match(
    wrong('- hosts: "{{ target }}"'),
    /^1:10: The hosts of this play cannot be worked out: 'target' is undefined.*--extra-vars/,
  );
  assert.match(
    wrong('- hosts: "{{ target }}"', { extraVars: { target: 5 } }),
    /^1:10: .*come to 5, which is no pattern/,
  );
  assert.match(wrong("- hosts: web[5]"), /^1:10: The host pattern "web\[5\]" counts past the end/);
});

Deno.test("bindHosts() fills in the names of plays", () => {
  const { playbook } = bind(
    '- {hosts: web, name: "of {{ who }}", vars: {who: me}}\n- {hosts: web, name: "{{ nope }}"}\n- hosts: [web, d1]',
  );
  assert.deepEqual(playbook.plays.map(({ name }) => name), ["of me", "{{ nope }}", "web,d1"]);
});

Deno.test("listTasks() has each play's pattern and its hosts", () => {
  const listed = listTasks(bind("- hosts: web\n- hosts: [d1, 'web:!w1']").playbook, EVERYTHING);
  assert.deepEqual(listed.map(({ pattern, hosts }) => ({ pattern, hosts })), [
    { pattern: ["web"], hosts: ["w1", "w2"] },
    { pattern: ["d1", "web:!w1"], hosts: ["d1", "w2"] },
  ]);
});

Deno.test("planOf() is bound to its hosts and to what the inventory says of them, but for passwords", () => {
  const plan = (hosts: string, binding: Binding = {}) =>
    planOf(bind("- hosts: web\n  tasks: []", binding, hosts).playbook, {});
  const base = plan(HOSTS);
  assert.deepEqual(base.increments.map(({ hosts }) => hosts), [["w1", "w2"]]);
  assert.equal(plan(`${HOSTS}d2\n`).hash, base.hash, "another host is none of the plan's");
  assert.equal(plan(`${HOSTS}[web:vars]\nansible_become_password=a\n`).hash, base.hash);
  const others = [plan(`${HOSTS}[web:vars]\nx=1\n`), plan(HOSTS.replace("w2", "w3")), plan(HOSTS, { limit: "w1" })];
  assert.equal(new Set([base, ...others].map(({ hash }) => hash)).size, 4);
});

Deno.test("planOf() refuses a play that reads facts of other hosts which only an earlier play gathers", () => {
  const reads = (text: string) =>
    `- hosts: db\n  gather_facts: true\n- hosts: web\n  tasks: [{debug: {msg: "{{ ${text} }}"}}]`;
  const plan = (text: string) => planOf(bind(reads(text)).playbook, {});
  assert.throws(() => plan("hostvars.d1.ansible_facts.hostname"), (error) => {
    assert(error instanceof InputError);
    assert.match(error.message, /play 2 reads facts of other hosts, which play 1 gathers: .*delegate_facts/);
    assert.equal(error.place?.line, 4);
    return true;
  });
  assert.equal(plan("hostvars.d1.inventory_hostname").increments.length, 2);
});

Deno.test("parsePlaybook() gathers facts of other hosts where a later play may read them", () => {
  const gathers = (playbook: string) => bind(playbook).playbook.plays.map(({ gathering }) => gathering !== undefined);
  const reads = '  tasks: [{debug: {msg: "{{ hostvars.d1.ansible_facts.hostname }}"}}]';
  assert.deepEqual(gathers(`- hosts: db\n- hosts: web\n${reads}`), [true, true]);
  assert.deepEqual(gathers(`- hosts: db\n  gather_facts: false\n- hosts: web\n${reads}`), [false, true]);
  assert.deepEqual(gathers(`- hosts: web\n- hosts: web\n${reads}`), [false, true]);
  assert.deepEqual(gathers(`- hosts: web\n${reads}\n- hosts: db`), [true, false]);
});
