// Five hosts run a command over ssh, each as another user, when what started it is killed: a worker takes over.
import assert from "node:assert/strict";
import { checkEnd } from "../crash/invariants.ts";
import { sudoRules } from "../transports/become_ground.ts";
import { Canary } from "./canary.ts";
import { FleetGround } from "./fleet_ground.ts";
import { Watched } from "./watched.ts";

const SITE = [
  "    - name: long",
  "      shell: |",
  "        echo begins {{ inventory_hostname }} as $(id -un) >>DIR/world/deeds",
  "        until [ -e DIR/world/go ] || [ ! -e DIR/world ]; do sleep 0.02; done",
  "        echo ends {{ inventory_hostname }} as $(id -un) >>DIR/world/deeds; echo $HOME",
  "      register: long",
  "    - name: after",
  "      shell: echo after {{ inventory_hostname }} {{ long.stdout }} >>DIR/world/deeds",
  "      when: long.changed",
];

/** Kills a `run` or a worker in the middle; each command is found as its user, runs once, and no password is anywhere. */
export async function takesOver(by: "run" | "worker"): Promise<void> {
  await using ground = await FleetGround.make();
  const { farm } = ground;
  const secrets = { login: "canary of the login", sudo: "canary of sudo" };
  await using canary = new Canary(...Object.values(secrets));
  const { home: root } = await farm.sshd({ names: ["as-root", "root-becomes"] });
  await farm.sshd({ names: ["plain", "to-root", "to-other"], config: ["PubkeyAuthentication no"] });
  const [deploy, other] = [await farm.user({ password: secrets.login }), await farm.user()];
  const sudoer = await farm.user({ password: secrets.sudo });
  await using _rules = await sudoRules(`${sudoer.name} ALL=(ALL) ALL`);
  ground.inventory([
    "as-root",
    `root-becomes: {ansible_become: true, ansible_become_user: ${other.name}}`,
    `plain: {ansible_user: ${deploy.name}, ansible_password: ${secrets.login}}`,
    "to-root",
    `to-other: {ansible_become_user: ${other.name}}`,
  ]);
  await Deno.mkdir(`${ground.folder}/host_vars`);
  const vars = [`ansible_user: ${sudoer.name}`, `ansible_password: ${secrets.sudo}`, "ansible_become: true"];
  const sudo = [...vars, `ansible_become_password: "{{ ansible_password }}"`, ""].join("\n");
  const meant = ["to-root", "to-other"].map((host) => ground.write(`host_vars/${host}.yml`, sudo));
  meant.push(`${ground.folder}/inventory.yml`);
  ground.site(...SITE);

  const users = {
    "as-root": ["root", root],
    "root-becomes": [other.name, other.home],
    plain: [deploy.name, deploy.home],
    "to-root": ["root", "/root"],
    "to-other": [other.name, other.home],
  };
  const told: string[] = [];
  const words = ["-f", "site.yml", "-i", "inventory.yml"];
  if (by === "worker") assert.equal((await ground.run("submit", ...words)).code, 0);
  await using first = new Watched(by === "run" ? ground.command("run", ...words) : ground.command("worker"));
  await first.until("all hosts at work", () => ground.deeds.length === 5);
  first.signal("SIGKILL");
  assert.equal((await first.ended()).signal, "SIGKILL");
  const running = ground.query("select host from actions where status = 'running'");
  assert.deepEqual(running.map((row) => row["host"]).toSorted(), Object.keys(users).toSorted());
  await using second = new Watched(ground.command("worker"));
  await second.until("five receipts to be waited for", () => (second.out + second.err).split("runs on").length > 5);
  ground.write("world/go", "");
  await second.until(
    "the loop to end",
    () => ground.query("select 1 from loops where status = 'completed'").length > 0,
  );
  second.signal("SIGTERM");
  assert.equal((await second.ended()).code, 0, second.err);

  const deeds = Object.entries(users).flatMap(([host, [user, home]]) => [
    `begins ${host} as ${user}`,
    `ends ${host} as ${user}`,
    `after ${host} ${home}`,
  ]);
  assert.deepEqual(ground.counted, Object.fromEntries(deeds.map((deed) => [deed, 1])));
  const adopted = ground.query(
    "select host from actions where name = 'long' and adopted = 1 and status = 'completed'",
  );
  assert.equal(adopted.length, 5);
  checkEnd(ground.db, 1);

  told.push(first.out, first.err, second.out, second.err);
  for (const args of [["logs", "1"], ["history", "1", "--actions"], ["show", "1"], ["hosts"], ["hosts", "to-root"]]) {
    const { stdout, stderr } = await ground.run(...args);
    told.push(stdout, stderr);
  }
  assert.ok(!told.some((text) => canary.isIn(text)), told.filter((text) => canary.isIn(text)).join("\n"));
  assert.deepEqual((await canary.files(ground.folder)).toSorted(), meant.toSorted());
  for (const home of [farm.folder, deploy.home, other.home, sudoer.home]) {
    assert.deepEqual(await canary.files(home), []);
  }
  assert.deepEqual(canary.processes, []);
  assert.ok(canary.looks > 20, `all processes were looked at ${canary.looks} times only`);
}
