// A human ends a loop: what runs on its hosts ends, too, whoever it runs as.
import assert from "node:assert/strict";
import { checkRecord } from "../crash/invariants.ts";
import { noFarm } from "../sshd/farm.ts";
import { eventually, processes } from "../sshd/processes.ts";
import { cannotTry, sudoRules } from "../transports/become_ground.ts";
import { FleetGround } from "./fleet_ground.ts";
import { Watched } from "./watched.ts";

/** Processes with a word in their command line, this one aside. */
async function running(word: string): Promise<string[]> {
  const all = (await processes()).filter(({ pid }) => pid !== Deno.pid);
  const lines = await Promise.all(all.map(({ pid }) => Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "")));
  return lines.filter((line) => line.includes(word));
}

Deno.test({
  name: "cancel ends the commands that run over ssh, as root and as other users",
  ignore: noFarm() !== undefined || cannotTry() !== undefined,
}, async () => {
  await using ground = await FleetGround.make();
  await ground.farm.sshd({ names: ["root", "becomes", "becomes-root"] });
  const [user, other] = [await ground.farm.user(), await ground.farm.user()];
  await using _rules = await sudoRules(`${user.name} ALL=(ALL) NOPASSWD: ALL`);
  const becomes = `ansible_user: ${user.name}, ansible_become: true`;
  ground.inventory([
    "root",
    `becomes: {${becomes}, ansible_become_user: ${other.name}}`,
    `becomes-root: {${becomes}}`,
  ]);
  const waits = `until [ -e ${ground.world}/never ]; do sleep 0.1; done`;
  ground.site(`    - shell: echo $(id -un) >>DIR/world/deeds; ${waits}`);
  await using run = new Watched(ground.command("run", "-f", "site.yml", "-i", "inventory.yml"));
  await run.until("all at work", () => ground.deeds.length === 3);
  assert.deepEqual(ground.deeds.toSorted(), ["root", "root", other.name].toSorted());
  assert.notDeepEqual(await running(waits), []);
  assert.equal((await ground.run("cancel", "1")).code, 0);
  assert.equal((await run.ended()).code, 1, run.err);
  await eventually("the end of the commands", async () => (await running(waits)).length === 0);
  const status = ground.query("select status from actions").map((row) => row["status"]);
  assert.deepEqual(status, ["interrupted", "interrupted", "interrupted"]);
  checkRecord(ground.db);
});

Deno.test({
  name: "Ctrl-C does not wait for a host that does not answer, and says nothing about it",
  ignore: noFarm() !== undefined,
}, async () => {
  await using ground = await FleetGround.make();
  using silent = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const asked = silent.accept();
  await ground.farm.sshd({ names: ["web1"] });
  await ground.farm.client(["silent"], ["HostName 127.0.0.1", `Port ${silent.addr.port}`]);
  ground.inventory(["web1", "silent"], ["ansible_timeout: 300"]);
  ground.site("    - shell: echo {{ inventory_hostname }} >>DIR/world/deeds");
  await using run = new Watched(ground.command("run", "-f", "site.yml", "-i", "inventory.yml"));
  using _connection = await asked;
  run.signal("SIGINT");
  assert.equal((await run.ended()).code, 130, run.err);
  assert.deepEqual(ground.deeds, []);
  const { envelope } = await ground.json("hosts");
  const { hosts } = envelope["data"] as { hosts: { host: string; status: string; lastError: string | null }[] };
  assert.deepEqual(hosts.map(({ host, lastError }) => [host, lastError]), [["silent", null], ["web1", null]]);
  assert.equal(hosts[0]?.status, "unknown");
  assert.deepEqual(ground.query("select status from loops").map((row) => row["status"]), ["paused"]);
});
