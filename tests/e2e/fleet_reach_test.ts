// How hosts are entered, by flags: new keys, passwords that are typed or stand in files; none of them is anywhere else.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { cannotTry, sudoRules } from "../transports/become_ground.ts";
import { Canary } from "./canary.ts";
import { fatalOf, FleetGround, recapOf } from "./fleet_ground.ts";
import { Typing } from "./typing.ts";

const ignore = noFarm() !== undefined || cannotTry() !== undefined;
const DEED = ["    - name: deed", "      shell: echo {{ inventory_hostname }} as $(id -un) >>DIR/world/deeds"];

Deno.test(
  { name: "run --host-key accept-new enters a host that was never seen, and puts down its key", ignore },
  async () => {
    await using ground = await FleetGround.make();
    const { knownHost } = await ground.farm.sshd({ names: ["stranger"], known: false });
    ground.inventory(["stranger"]);
    ground.site(...DEED);
    const strict = await ground.converge("--once");
    assert.equal(strict.code, 1);
    assert.match(fatalOf(strict.stderr)["stranger"] ?? "", /its host key is not known here/);
    assert.deepEqual(ground.deeds, []);
    assert.equal((await ground.converge("--host-key", "accept-new")).code, 0);
    assert.deepEqual(ground.deeds, ["stranger as root"]);
    assert.equal(await Deno.readTextFile(ground.farm.knownHosts), `${knownHost}\n`);
  },
);

Deno.test({
  name: "run -k -K asks for passwords in a terminal that does not show them, and so does resume after a kill -9",
  ignore,
}, async () => {
  await using ground = await FleetGround.make();
  const { farm } = ground;
  const password = "canary typed";
  await using canary = new Canary(password);
  await farm.sshd({ names: ["one", "two"], config: ["PubkeyAuthentication no"] });
  const user = await farm.user({ password });
  await using _rules = await sudoRules(`${user.name} ALL=(ALL) ALL`);
  ground.inventory(["one", "two"]);
  ground.site(
    ...DEED,
    "    - name: long",
    "      shell: |",
    "        echo begins {{ inventory_hostname }} >>DIR/world/deeds",
    "        until [ -e DIR/world/go ] || [ ! -e DIR/world ]; do sleep 0.02; done",
    "        echo ends {{ inventory_hostname }} >>DIR/world/deeds",
  );
  await using run = await Typing.of(
    ground,
    ...["run", "-f", "site.yml", "-i", "inventory.yml", "-u", user.name, "-b", "-k", "-K"],
  );
  await run.answer("SSH password: ", password);
  await run.answer("BECOME password[defaults to SSH password]: ", "");
  await run.until("both hosts at work", () => ground.deeds.length === 4);
  const [{ owner } = {}] = ground.query("select lease_owner as owner from loops");
  Deno.kill(Number(String(owner).split("/")[2]), "SIGKILL");
  await run.ended();
  const unasked = await ground.run("resume", "1", "-K");
  assert.equal(unasked.code, 2);
  assert.match(unasked.stderr, /-K asks for a password, and standard input is no terminal/);
  await using resume = await Typing.of(ground, "resume", "1", "-k", "-K");
  await resume.answer("SSH password: ", password);
  await resume.answer("BECOME password[defaults to SSH password]: ", password);
  await resume.until("the commands to be found", () => resume.out.split("runs on from before").length === 3);
  ground.write("world/go", "");
  assert.equal((await resume.ended()).code, 0, resume.out);
  const deeds = ["one", "two"].flatMap((host) => [`${host} as root`, `begins ${host}`, `ends ${host}`]);
  assert.deepEqual(ground.counted, Object.fromEntries(deeds.map((deed) => [deed, 1])));
  assert.deepEqual(Object.keys(recapOf(resume.out.replaceAll("\r", ""))), ["one", "two"]);
  assert.ok(!canary.isIn(run.out + resume.out), "a terminal shows a password");
  assert.deepEqual([...await canary.files(ground.folder), ...await canary.files(user.home)], []);
  assert.deepEqual(canary.processes, []);
});
