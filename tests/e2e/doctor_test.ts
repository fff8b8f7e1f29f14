// doctor as a process: what it says of this machine, of disks that are full, of few rights, of hosts; and that it leaves nothing behind.
import assert from "node:assert/strict";
import type { Finding } from "../../src/ports/checkup.ts";
import { noFarm } from "../sshd/farm.ts";
import { cannotTry, sudoRules } from "../transports/become_ground.ts";
import { FleetGround } from "./fleet_ground.ts";
import { Ground } from "./program.ts";
import { byDeno } from "./program_words.ts";

const root = Deno.build.os === "linux" && Deno.uid() === 0;

/** What doctor says, by what it is about; several of one kind in their order. */
async function doctor(
  ground: Ground,
  ...flags: string[]
): Promise<{ code: number; said: Map<string, Finding[]>; all: string }> {
  const { code, envelope } = await ground.json("doctor", ...flags);
  const { findings } = envelope.data as { findings: Finding[] };
  return { code, said: Map.groupBy(findings, ({ about }) => about), all: JSON.stringify(envelope) };
}

/** How each of a kind stands. */
function stands(said: Map<string, Finding[]>, about: string): string {
  return (said.get(about) ?? []).map(({ standing }) => standing).join();
}

Deno.test("doctor finds a fresh machine ready, tells no key, and makes nothing", async () => {
  using ground = new Ground();
  Object.assign(ground.env, { ANTHROPIC_API_KEY: "sk-ant-4711-0815-secret", TMPDIR: ground.folder });
  const { code, said, all } = await doctor(ground);
  assert.equal(code, 0, all);
  const about = ["program", "permissions", "user", "database", "disk", "home", "shell", "ssh", "ssh keys", "model"];
  for (const each of [...about, "ansible", "page", "time zones", "terminal", "clock"]) assert.ok(said.has(each), each);
  assert.equal(stands(said, "program"), "ok");
  assert.match(said.get("program")![0]!.found, /^ftl2-enterprise \d/);
  assert.match(said.get("model")![0]!.found, /^anthropic:\S+ \(ANTHROPIC_API_KEY is set\)/);
  assert.doesNotMatch(all, /4711|0815/);
  assert.deepEqual(await Array.fromAsync(Deno.readDir(ground.folder), ({ name }) => name), [".ftl2"]);
});

Deno.test({
  name: "doctor: a disk that is full is in the way of a run, and says where",
  ignore: !root,
  fn: async () => {
    using ground = new Ground();
    const small = `${ground.folder}/small`;
    await Deno.mkdir(small);
    const mount = `mount -t tmpfs -o size=64k tmpfs ${small} && head -c 65536 /dev/zero >${small}/full; exec "$@"`;
    ground.through = ["unshare", "--mount", "sh", "-c", mount, "sh"];
    const { code, said } = await doctor(ground, "--db", `${small}/loops.db`);
    assert.equal(code, 1);
    const full = said.get("disk")!.find(({ standing }) => standing === "problem");
    assert.match(full!.found, new RegExp(`^0 B free at .*small \\(the database\\)`));
    const { code: text, stdout } = await ground.run("doctor", "-q", "--db", `${small}/loops.db`);
    assert.equal(text, 1);
    assert.match(stdout, /^problem {2}disk .*\n {9,}-> df -h /);
    assert.match(stdout, /\n1 problem: disk\b.*\n$/);
  },
});

Deno.test({
  name: "doctor: what Deno does not allow is said, asked for by nobody, and no failure",
  ignore: !byDeno,
  fn: async () => {
    using ground = new Ground();
    ground.rights = ["--no-prompt", "--allow-read"];
    const { code, said } = await doctor(ground);
    assert.equal(code, 0);
    assert.equal(stands(said, "permissions"), "warning");
    for (const about of ["shell", "ssh", "page"]) assert.equal(stands(said, about), "unseen", about);
    assert.deepEqual(said.get("ssh")![0]!.mend, ["Start it with --allow-run, or with -A"]);
    assert.equal(stands(said, "time zones"), "ok");
    assert.equal(stands(said, "database"), "ok");
    // A database is looked at with the right to write to it alone, and stays as it is.
    ground.rights = ["-A"];
    assert.equal((await ground.run("init-db")).code, 0);
    const before = await Deno.readFile(ground.db);
    for (const [rights, standing] of [[[], "unseen"], [[`--allow-write=${ground.db}`], "ok"]] as const) {
      ground.rights = ["--no-prompt", "--allow-read", ...rights];
      assert.equal(stands((await doctor(ground)).said, "database"), standing, rights.join());
      assert.deepEqual(
        await Array.fromAsync(Deno.readDir(ground.folder), ({ name }) => name).then((all) => all.sort()),
        [
          ".ftl2",
          "loops.db",
        ],
      );
      assert.deepEqual(await Deno.readFile(ground.db), before);
    }
    ground.rights = ["--no-prompt"];
    const none = await doctor(ground);
    assert.deepEqual([none.code, stands(none.said, "database"), stands(none.said, "home")], [0, "unseen", "unseen"]);
  },
});

Deno.test("doctor without a home, without ssh, without Python: a warning, a note, and a problem where hosts are named", async () => {
  using ground = new Ground();
  const bin = `${ground.folder}/bin`;
  await Deno.mkdir(bin);
  const tools =
    "sh awk base64 cat chmod chown cksum cp cut date find grep head id ln ls mkdir mv readlink rm sed sort stat tail tar touch tr uname";
  for (const tool of tools.split(" ")) {
    await Deno.symlink(`/usr/bin/${tool}`, `${bin}/${tool}`);
  }
  Object.assign(ground.env, { PATH: bin, HOME: "" });
  const { code, said } = await doctor(ground);
  assert.deepEqual([code, stands(said, "ssh"), stands(said, "ansible"), stands(said, "home")], [
    0,
    "warning",
    "note",
    "warning",
  ]);
  assert.match(said.get("shell")![0]!.found, /with the programs of POSIX; not here: gzip/);
  const named = await doctor(ground, "-i", "web1.invalid,");
  assert.deepEqual([named.code, stands(named.said, "ssh"), stands(named.said, "host web1.invalid")], [
    1,
    "problem",
    "problem",
  ]);
});

Deno.test({
  name: "doctor -i enters each host as a run would: reachable or not, and why; another user's password",
  ignore: noFarm() !== undefined || cannotTry() !== undefined,
  fn: async () => {
    await using ground = await FleetGround.make();
    const PASSWORD = "löwe zahn 7";
    const user = await ground.farm.user({ password: PASSWORD });
    await using _rules = await sudoRules(`${user.name} ALL=(ALL) ALL`);
    await ground.farm.sshd({ names: ["web1", "web2", "late"] });
    await ground.farm.sshd({ names: ["unknown"], known: false });
    ground.inventory([
      "web1",
      `web2: {ansible_user: ${user.name}, ansible_become: true, ansible_become_password: "${PASSWORD}"}`,
      `late: {ansible_user: ${user.name}, ansible_become: true, ansible_become_password: wrong-4711}`,
      "unknown",
      "gone: {ansible_host: 127.0.0.1, ansible_port: 1}",
    ]);
    const { code, said, all } = await doctor(ground, "-i", "inventory.yml");
    assert.equal(code, 1);
    const host = (name: string) => said.get(`host ${name}`)![0]!;
    assert.match(host("web1").found, /^entered in \d+ ms, as root, Python 3\.\d+, clock as here$/);
    assert.equal(host("web1").standing, "ok");
    assert.match(host("web2").found, new RegExp(`as ${user.name}, .*sudo to root works$`));
    assert.deepEqual([host("late").standing, /sudo to root is refused: /.test(host("late").found)], ["problem", true]);
    assert.deepEqual([host("unknown").standing, host("gone").standing], ["problem", "problem"]);
    assert.match(host("gone").found, /refuses connections on port 1/);
    assert.doesNotMatch(all, /löwe|4711/);
    // A limit names those that are entered.
    const { said: one, code: fine } = await doctor(ground, "-i", "inventory.yml", "--limit", "web1");
    assert.deepEqual([fine, [...one.keys()].filter((about) => about.startsWith("host "))], [0, ["host web1"]]);
  },
});
