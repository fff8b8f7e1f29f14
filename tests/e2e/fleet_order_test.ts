// In which order hosts are worked on, how many at once, and where: shown by what they do in the world.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { FleetGround } from "./fleet_ground.ts";
import { Watched } from "./watched.ts";

const ignore = noFarm() !== undefined;

Deno.test(
  { name: "run --forks 3 has three hosts at work at once, and --limit goes near no other", ignore },
  async () => {
    await using ground = await FleetGround.make();
    const names = Array.from({ length: 8 }, (_, at) => `web${at + 1}`);
    await ground.farm.sshd({ names });
    const spared = await ground.farm.sshd({ names: ["db1"] });
    ground.inventory([...names, "db1"]);
    // Three wait for each other, however long logins take here, and leave a fourth the time to begin.
    ground.site(
      "    - shell: |",
      "        echo begins >>DIR/world/deeds; n=0",
      "        until [ $(grep -c begins DIR/world/deeds) -ge 3 ] || [ $((n+=1)) -gt 600 ]; do sleep 0.1; done",
      "        sleep 0.3; echo ends >>DIR/world/deeds",
    );
    const { code, stderr } = await ground.converge("--forks", "3", "-l", "all:!db*");
    assert.equal(code, 0, stderr);
    let atWork = 0;
    const most = Math.max(...ground.deeds.map((word) => atWork += word === "begins" ? 1 : -1));
    assert.deepEqual([ground.deeds.length, most], [16, 3]);
    assert.doesNotMatch(await spared.log(), /Connection from/);
  },
);

Deno.test({
  name:
    "run takes hosts over ssh two at a time where a play says serial, and does on the controller what is delegated there",
  ignore,
}, async () => {
  await using ground = await FleetGround.make();
  const names = ["web1", "web2", "web3", "web4", "web5"];
  await ground.farm.sshd({ names });
  ground.inventory(names);
  const where = "{{ inventory_hostname }} ${SSH_CONNECTION:+over ssh}";
  ground.write(
    "site.yml",
    [
      "- hosts: all",
      "  gather_facts: false",
      "  serial: 2",
      "  tasks:",
      `    - shell: echo drain ${where} >>DIR/world/deeds`,
      "      delegate_to: localhost",
      `    - shell: echo serve ${where} >>DIR/world/deeds`,
      `    - shell: echo once ${where} >>DIR/world/deeds`,
      "      run_once: true",
      "",
    ].join("\n"),
  );
  const { code, stderr } = await ground.converge();
  assert.equal(code, 0, stderr);
  const steps = [["web1", "web2"], ["web3", "web4"], ["web5"]].flatMap((batch) => [
    batch.map((host) => `drain ${host}`),
    batch.map((host) => `serve ${host} over ssh`),
    [`once ${batch[0]} over ssh`],
  ]);
  // Within a step hosts end in any order.
  const deeds = ground.deeds.map((line) => line.trim());
  const found = steps.map(({ length }) => deeds.splice(0, length).toSorted());
  assert.deepEqual([found, deeds], [steps, []]);
});

Deno.test(
  { name: "worker asks a host for its facts once, and takes them from the record in the next run", ignore },
  async () => {
    await using ground = await FleetGround.make();
    await ground.farm.sshd({ names: ["web1", "web2"] });
    const user = await ground.farm.user();
    await Deno.mkdir(`${user.home}/bin`);
    const counting = `#!/bin/sh\necho "$@" >>${ground.world}/asked\nexec /usr/bin/uname "$@"\n`;
    await Deno.writeTextFile(`${user.home}/bin/uname`, counting, { mode: 0o755 });
    await Deno.writeTextFile(`${user.home}/.bashrc`, `PATH=${user.home}/bin:$PATH\n`);
    ground.inventory(["web1", "web2"], [`ansible_user: ${user.name}`]);
    ground.write(
      "site.yml",
      [
        "- hosts: all",
        "  gather_facts: true",
        "  tasks:",
        `    - copy: {dest: "DIR/world/{{ inventory_hostname }}", content: "{{ ansible_system }} {{ ansible_user_id }}"}`,
        "",
      ].join("\n"),
    );
    const words = ["submit", "-f", "site.yml", "-i", "inventory.yml"];
    assert.equal((await ground.run(...words, "--interval", "1")).code, 0);
    await using worker = new Watched(ground.command("worker"));
    const runs = async (n: number) => {
      await worker.until(`${n} runs`, () => Number(ground.query("select run from loops")[0]?.["run"]) > n);
      return ground.lines("world/asked").filter((args) => args === "-s -n -r -m").length;
    };
    const after = [await runs(1), await runs(3)];
    assert.deepEqual(after, [4, 4]);
    assert.deepEqual(ground.lines("world/web1"), [`Linux ${user.name}`]);
  },
);
