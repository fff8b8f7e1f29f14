// A host that hangs under a command: given up after the keep-alive time.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { signalTo } from "../sshd/processes.ts";
import { FleetGround } from "./fleet_ground.ts";
import { assertAllWell, inTheMiddle, ofSshd, onceOn } from "./frail_host.ts";

const ignore = noFarm() !== undefined;

Deno.test({
  name:
    "run gives up a host that hangs after the keep-alive time, which ssh's arguments set, and goes on when it wakes",
  ignore,
}, async () => {
  await using ground = await FleetGround.make();
  const { frail, run } = await inTheMiddle(ground, [
    "ansible_ssh_extra_args: -o ServerAliveInterval=1 -o ServerAliveCountMax=1",
    "ansible_timeout: 1",
  ]);
  await using _run = run;
  const asleep = await ofSshd(frail);
  for (const pid of asleep) signalTo(pid, "SIGSTOP");
  for (const host of ["web1", "web2"]) ground.write(`world/go.${host}`, "");
  const words =
    `frail cannot be reached: 127.0.0.1 port ${frail.port} takes the connection and says nothing for 1 s: is that an ` +
    'SSH server, and is it well? ansible_timeout gives it longer ("long" was running there and is settled when it answers)';
  await run.until("the loop to wait", () => run.err.split("\n").includes(words));
  assert.deepEqual(ground.counted, { ...onceOn("web1", "web2"), "begins frail": 1 });
  for (const pid of asleep) signalTo(pid, "SIGCONT");
  ground.write("world/go.frail", "");
  assert.equal((await run.ended()).code, 0, run.err);
  assert.deepEqual(ground.counted, onceOn("web1", "web2", "frail"));
  assertAllWell(ground, run);
});
