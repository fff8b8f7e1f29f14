// hosts, over what a run has put on record: who was met, what was changed where, and nothing that is a secret.
import assert from "node:assert/strict";
import { lacking } from "../modules/needs.ts";
import { Ground } from "./program.ts";

const INVENTORY = `all:
  vars: {ansible_connection: local, ansible_become_password: hunter2}
  children:
    web: {hosts: {web1: {colour: red}, web2: {}}}
    db: {hosts: {db1: {}}}
`;
const SITE = `- hosts: all
  gather_facts: true
  tasks:
    - name: Page
      copy: {dest: "DIR/page-{{ inventory_hostname }}", content: "{{ colour | default('none') }}"}
      when: inventory_hostname is match('web')
`;

interface Shown {
  host: string;
  groups: string[];
  status: string;
  seenAt: string | null;
  changedAction: { loop: number; name: string; module: string } | null;
  vars?: Record<string, { value: unknown; from: string }>;
  facts?: Record<string, unknown>;
  loops: { id: number }[];
}

async function hosts(ground: Ground, ...argv: string[]): Promise<Shown[]> {
  const { code, envelope } = await ground.json("hosts", ...argv);
  assert.equal(code, 0, JSON.stringify(envelope));
  return (envelope.data as { hosts: Shown[] }).hosts;
}

Deno.test("hosts shows what a run did on each of its hosts, and hides secrets", async () => {
  using ground = new Ground();
  ground.write("inventory.yml", INVENTORY);
  ground.write("site.yml", SITE);
  assert.deepEqual((await hosts(ground, "-i", "inventory.yml")).map(({ host }) => host), ["web1", "web2", "db1"]);
  assert.equal((await ground.run("run", "-f", "site.yml", "-i", "inventory.yml", "-l", "!web2")).code, 0);
  const known = await hosts(ground);
  assert.deepEqual(known.map(({ host, groups, status }) => [host, groups, status]), [
    ["db1", ["db"], "reachable"],
    ["web1", ["web"], "reachable"],
  ]);
  assert.ok(known.every(({ seenAt }) => Math.abs(Date.now() - Date.parse(seenAt ?? "")) < 600_000));
  assert.deepEqual(known.map(({ changedAction }) => changedAction && [changedAction.name, changedAction.module]), [
    null,
    ["Page", "copy"],
  ]);
  const [web1] = await hosts(ground, "web1");
  assert.deepEqual(web1?.vars?.colour, { value: "red", from: `${ground.folder}/inventory.yml` });
  assert.equal(web1?.vars?.ansible_become_password?.value, "(secret)");
  assert.equal(typeof web1?.facts?.ansible_kernel, "string");
  const [web2] = await hosts(ground, "-i", "inventory.yml", "-l", "web2");
  assert.deepEqual([web2?.status, web2?.loops], ["unknown", []]);
  const { stdout } = await ground.run("hosts", "web1");
  assert.match(stdout, /^last change .*: Page \(copy\), action \d+ of loop 1$/m);
  assert.match(stdout, /^ansible_become_password +\(secret\) +inventory\.yml$/m);
  assert.ok(!stdout.includes("hunter2"));
  assert.equal((await ground.run("hosts", "--graph", "--loop", "1")).stdout.split("\n")[0], "@all:");
  assert.ok(!JSON.stringify(ground.query("SELECT * FROM hosts")).includes("hunter2"));
});

Deno.test({
  name: "hosts tells of a host that does not answer, and why",
  ignore: lacking("ssh"),
  fn: async () => {
    using ground = new Ground();
    ground.write("inventory", "here ansible_connection=local\naway ansible_host=127.0.0.1 ansible_port=1\n");
    ground.write("site.yml", "- hosts: all\n  gather_facts: false\n  tasks:\n    - ping:\n");
    assert.equal((await ground.run("run", "-f", "site.yml", "-i", "inventory", "--once")).code, 1);
    const known = await hosts(ground);
    assert.deepEqual(known.map(({ host, status }) => [host, status]), [["away", "unreachable"], ["here", "reachable"]]);
    const { stdout } = await ground.run("hosts", "away");
    assert.match(stdout, /^address +127\.0\.0\.1:1$/m);
    assert.match(stdout, /^last error +.*127\.0\.0\.1.*port 1/m);
    assert.doesNotMatch(stdout, /^last seen/m);
  },
});

Deno.test("hosts tells of a host that has left its inventory", async () => {
  using ground = new Ground();
  ground.write("inventory.yml", INVENTORY);
  ground.write("site.yml", `${SITE}    - fail:\n`);
  assert.equal((await ground.run("run", "-f", "site.yml", "-i", "inventory.yml", "--name", "site")).code, 1);
  assert.deepEqual((await hosts(ground)).map(({ host }) => host), ["db1", "web1", "web2"]);
  ground.write("inventory.yml", INVENTORY.replace("web2: {}", "web9: {}"));
  ground.write("site.yml", SITE);
  assert.equal((await ground.run("retry", "site")).code, 0);
  assert.equal((await ground.run("resume", "site")).code, 0);
  assert.deepEqual((await hosts(ground)).map(({ host }) => host), ["db1", "web1", "web9"]);
  const all = await hosts(ground, "web", "--all");
  assert.deepEqual(all.map(({ host, status }) => [host, status]), [
    ["web1", "reachable"],
    ["web2", "gone"],
    ["web9", "reachable"],
  ]);
  assert.match((await ground.run("hosts")).stdout, /^1 host is gone from the inventories: .* hosts --all$/m);
});
