// Connections that are cut under a command: it runs once, its result is taken over, and the other hosts go on meanwhile.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { FleetGround } from "./fleet_ground.ts";
import { assertAllWell, inTheMiddle, killed, ofSshd, onceOn } from "./frail_host.ts";

const ignore = noFarm() !== undefined;

for (const [what, cut] of [["its session", 1], ["the whole sshd", 0]] as const) {
  Deno.test({
    name: `run takes over the result of a command whose connection was cut with ${what}, and the others end meanwhile`,
    ignore,
  }, async () => {
    await using ground = await FleetGround.make();
    const { frail, run } = await inTheMiddle(ground);
    await using _run = run;
    await killed((await ofSshd(frail)).slice(cut));
    for (const host of ["web1", "web2"]) ground.write(`world/go.${host}`, "");
    await run.until(
      "the others' ends on record",
      () => ground.query("select 1 from actions where status = 'completed' and name = 'long'").length === 2,
    );
    if (cut === 0) await frail.again();
    await run.until("the command to be found", () => run.err.includes("waiting: [frail] long: it runs on from before"));
    ground.write("world/go.frail", "");
    const { code } = await run.ended();
    assert.equal(code, 0, run.err);
    assert.deepEqual(ground.counted, onceOn("web1", "web2", "frail"));
    assertAllWell(ground, run);
  });
}

Deno.test({
  name: "run waits for a host that went away under its command, says for whom, and goes on when it is back",
  ignore,
}, async () => {
  await using ground = await FleetGround.make();
  const { frail, run } = await inTheMiddle(ground);
  await using _run = run;
  await killed(await ofSshd(frail));
  for (const host of ["web1", "web2"]) ground.write(`world/go.${host}`, "");
  const words =
    `frail cannot be reached: 127.0.0.1 refuses connections on port ${frail.port}: is sshd running there, and ` +
    'is ansible_port right? ("long" was running there and is settled when it answers)';
  await run.until("the loop to wait", () => run.err.split("\n").includes(words));
  // The others went on to the end.
  assert.deepEqual(ground.counted, { ...onceOn("web1", "web2"), "begins frail": 1 });
  const long = "select status from actions where host = 'frail' and name = 'long'";
  const [first, ...later] = ground.query(long).map((row) => row["status"]);
  assert.equal(first, "running");
  assert.ok(later.every((status) => status === "skipped"), `${later}`);
  const { envelope } = await ground.json("hosts");
  const { hosts } = envelope["data"] as { hosts: { host: string; status: string }[] };
  assert.deepEqual(hosts.map(({ host, status }) => [host, status]), [
    ["frail", "unreachable"],
    ["web1", "reachable"],
    ["web2", "reachable"],
  ]);
  const status = await ground.run("status", "1");
  assert.ok(status.stdout.includes("frail cannot be reached: 127.0.0.1 refuses"), status.stdout);
  ground.write("world/go.frail", "");
  await run.until("the command to end", () => ground.deeds.includes("ends frail"));
  await frail.again();
  assert.equal((await run.ended()).code, 0, run.err);
  assert.deepEqual(ground.counted, onceOn("web1", "web2", "frail"));
  assertAllWell(ground, run);
});

Deno.test({
  name:
    "run asks about a command that went down with its host, and the others are done; resume runs it again when told to",
  ignore,
}, async () => {
  await using ground = await FleetGround.make();
  const { frail, run } = await inTheMiddle(ground);
  await using _run = run;
  await killed(await frail.sessions());
  for (const host of ["web1", "web2"]) ground.write(`world/go.${host}`, "");
  assert.equal((await run.ended()).code, 3, run.err);
  assert.deepEqual(ground.counted, { ...onceOn("web1", "web2"), "begins frail": 1 });
  assert.match(run.out, /question: "long" on frail was interrupted, and nothing tells whether it took effect/);
  ground.write("world/go.frail", "");
  const resumed = await ground.run("resume", "1", "--on-interrupted", "rerun", "--non-interactive");
  assert.equal(resumed.code, 0, resumed.stderr);
  assert.deepEqual(ground.counted, { ...onceOn("web1", "web2", "frail"), "begins frail": 2 });
});
