// A worker keeps its sessions on far hosts between the runs of a loop.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { eventually } from "../sshd/processes.ts";
import { FleetGround } from "./fleet_ground.ts";

const ignore = noFarm() !== undefined;

Deno.test("worker logs in to 25 hosts once, for all runs of a loop on them", { ignore }, async () => {
  await using ground = await FleetGround.make();
  const names = Array.from({ length: 25 }, (_, at) => `web${at + 1}`);
  const sshd = await ground.farm.sshd({ names });
  ground.inventory(names);
  ground.site(
    `    - copy: {dest: "${ground.world}/{{ inventory_hostname }}", content: "there"}`,
    `    - shell: echo {{ inventory_hostname }} >> ${ground.world}/deeds`,
  );
  const submitted = await ground.run("submit", "-f", "site.yml", "-i", "inventory.yml", "--interval", "4");
  assert.equal(submitted.code, 0, submitted.stderr);
  const worker = ground.command("worker").spawn();
  try {
    await ground.until("three runs", () => (ground.query("select run from loops")[0]?.run as number) >= 4);
  } finally {
    worker.kill("SIGTERM");
    await worker.output();
  }
  assert.deepEqual(ground.counted, Object.fromEntries(names.map((name) => [name, 3])));
  const logins = (await sshd.log()).split("\n").filter((line) => line.startsWith("Accepted publickey"));
  assert.equal(logins.length, 25);
  await eventually("all sessions to be closed", async () => (await sshd.sessions()).length === 0);
});
