// The program is killed at random moments, and so are connections under it: on six hosts over ssh each deed is done once.
import assert from "node:assert/strict";
import { say } from "../../scripts/say.ts";
import { checkEnd, checkRecord } from "../crash/invariants.ts";
import { noFarm } from "../sshd/farm.ts";
import { signalTo } from "../sshd/processes.ts";
import { cannotTry, sudoRules } from "../transports/become_ground.ts";
import { FleetGround } from "./fleet_ground.ts";
import { ofSshd } from "./frail_host.ts";
import { Watched } from "./watched.ts";

const ROUNDS = 30;

/** Numbers below 1 that a seed makes (mulberry32). */
function chance(seed: number): () => number {
  return () => {
    seed = seed + 0x6d2b79f5 | 0;
    let mixed = Math.imul(seed ^ seed >>> 15, 1 | seed);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) / 2 ** 32;
  };
}

/** After so many milliseconds, or when it is over. */
async function after(ms: number, run: Watched): Promise<void> {
  const late = Promise.withResolvers<void>();
  const timer = setTimeout(late.resolve, ms);
  await Promise.race([run.ended(), late.promise]);
  clearTimeout(timer);
}

Deno.test({
  name: "the program survives kill -9 and cut connections at random moments, on six hosts over ssh as three users",
  ignore: noFarm() !== undefined || cannotTry() !== undefined,
}, async () => {
  await using ground = await FleetGround.make();
  const sshds = [
    await ground.farm.sshd({ names: ["a", "b", "c"] }),
    await ground.farm.sshd({ names: ["d", "e", "f"] }),
  ];
  const [user, other] = [await ground.farm.user(), await ground.farm.user()];
  await using _rules = await sudoRules(`${user.name} ALL=(ALL) NOPASSWD: ALL`);
  const become = `ansible_user: ${user.name}, ansible_become: true`;
  ground.inventory([
    ...["a", "b", "d"],
    `c: {${become}, ansible_become_user: ${other.name}}`,
    `e: {ansible_user: ${user.name}}`,
    `f: {${become}}`,
  ]);
  const tasks = Array.from({ length: 12 }, (_, at) => `task${at}`);
  ground.site(...tasks.flatMap((task) => [
    `    - name: ${task}`,
    `      shell: echo ${task} {{ inventory_hostname }} >>DIR/world/deeds; sleep 0.2`,
  ]));
  const seed = Number(Deno.env.get("SEED") ?? crypto.getRandomValues(new Uint32Array(1))[0]);
  say(`seed ${seed}`);
  const random = chance(seed);
  const submitted = await ground.run("submit", "-f", "site.yml", "-i", "inventory.yml");
  assert.equal(submitted.code, 0, submitted.stderr);
  const landed: string[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    if (ground.query("select 1 from loops where status = 'completed'").length > 0) break;
    await using run = new Watched(ground.command("resume", "1", "--non-interactive"));
    // Every other time once something more was done: else a slow machine would never come that far.
    const before = ground.deeds.length;
    if (random() < 0.5) await after(1500 * random(), run);
    else await run.until("a deed, or the end", () => run.over || ground.deeds.length > before);
    await after(400 * random(), run);
    const deeds = `${ground.deeds.length} deeds`;
    if (random() < 0.5) {
      const cut = await ofSshd(sshds[Math.floor(2 * random())]!);
      for (const pid of cut.slice(1)) if (random() < 0.7) signalTo(pid, "SIGKILL");
      landed.push(`cut at ${deeds}`);
      await after(1000 * random(), run);
    } else landed.push(`killed at ${deeds}`);
    if (!run.over) run.signal("SIGKILL");
    await run.ended();
    checkRecord(ground.db);
  }
  say(landed.join(", "));
  assert.ok(landed.length > 5, `only ${landed.length} times`);
  if (ground.query("select 1 from loops where status = 'completed'").length === 0) {
    const { code, stdout, stderr } = await ground.run("resume", "1", "--non-interactive");
    assert.equal(code, 0, stdout + stderr);
  }
  const deeds = tasks.flatMap((task) => ["a", "b", "c", "d", "e", "f"].map((host) => `${task} ${host}`));
  assert.deepEqual(ground.counted, Object.fromEntries(deeds.map((deed) => [deed, 1])));
  checkEnd(ground.db, 1);
});
