// A worker's loops on hosts over ssh: sessions outlive a run, and two loops change one machine one after the other, whatever it is called.
import assert from "node:assert/strict";
import { checkEnd } from "../crash/invariants.ts";
import { noFarm } from "../sshd/farm.ts";
import { eventually } from "../sshd/processes.ts";
import type { Sshd } from "../sshd/sshd.ts";
import { FleetGround } from "./fleet_ground.ts";
import { Watched } from "./watched.ts";

const ignore = noFarm() !== undefined;

async function logins(...sshds: Sshd[]): Promise<number> {
  const logs = await Promise.all(sshds.map((sshd) => sshd.log()));
  return logs.join("").split("Accepted publickey").length - 1;
}

function status(ground: FleetGround, loop: number): unknown {
  return ground.query("select status from loops where id = ?", loop)[0]?.["status"];
}

Deno.test(
  { name: "worker logs in once to each of 25 hosts, for all runs of a loop and for the next loop", ignore },
  async () => {
    await using ground = await FleetGround.make();
    const names = Array.from({ length: 25 }, (_, at) => `web${at + 1}`);
    const sshds = [
      await ground.farm.sshd({ names: names.slice(0, 12) }),
      await ground.farm.sshd({ names: names.slice(12) }),
    ];
    ground.inventory(names);
    ground.site(
      `    - copy: {dest: "DIR/world/{{ inventory_hostname }}", content: there}`,
      "    - shell: echo {{ inventory_hostname }} >>DIR/world/deeds",
    );
    const words = ["submit", "-f", "site.yml", "-i", "inventory.yml"];
    assert.equal((await ground.run(...words, "--interval", "2")).code, 0);
    await using worker = new Watched(ground.command("worker"));
    await worker.until("two runs", () => Number(ground.query("select run from loops")[0]?.["run"]) > 2);
    assert.equal((await ground.run("cancel", "1")).code, 0);
    assert.ok(Object.values(ground.counted).every((times) => times >= 2));
    assert.equal(await logins(...sshds), 25, "after two runs");
    assert.equal((await ground.run(...words)).code, 0);
    await worker.until("the next loop to converge", () => status(ground, 2) === "completed");
    assert.equal(await logins(...sshds), 25, "after the next loop");
    checkEnd(ground.db, 2);
    worker.signal("SIGTERM");
    assert.equal((await worker.ended()).code, 0, worker.err);
    await eventually(
      "all sessions to be closed",
      async () => (await Promise.all(sshds.map((sshd) => sshd.sessions()))).flat().length === 0,
    );
  },
);

Deno.test({
  name: "two loops that know one machine by two names and two users change it one after the other",
  ignore,
}, async () => {
  await using ground = await FleetGround.make();
  await ground.farm.sshd({ names: ["first"] });
  await ground.farm.sshd({ names: ["second"] });
  const user = await ground.farm.user();
  ground.inventory(["first", `second: {ansible_user: ${user.name}}`]);
  ground.site(
    "    - name: long",
    "      shell: |",
    "        echo begins {{ inventory_hostname }} >>DIR/world/deeds",
    "        until [ -e DIR/world/go ] || [ ! -e DIR/world ]; do sleep 0.02; done",
    "        echo ends {{ inventory_hostname }} >>DIR/world/deeds",
  );
  const submit = (host: string) =>
    ground.run("submit", "-f", "site.yml", "-i", "inventory.yml", "-l", host, "--name", host);
  await using worker = new Watched(ground.command("worker"));
  assert.equal((await submit("first")).code, 0);
  await worker.until("the first loop at work", () => ground.deeds.length === 1);
  assert.equal((await submit("second")).code, 0);
  await worker.until("the second to wait", () => status(ground, 2) === "waiting");
  const [{ reason } = {}] = ground.query("select reason from loops where id = 2");
  assert.equal(reason, "waits for loop 1 (first), at work on second");
  assert.deepEqual(ground.deeds, ["begins first"]);
  ground.write("world/go", "");
  await worker.until("both to converge", () => [1, 2].every((loop) => status(ground, loop) === "completed"));
  assert.deepEqual(ground.deeds, ["begins first", "ends first", "begins second", "ends second"]);
});
