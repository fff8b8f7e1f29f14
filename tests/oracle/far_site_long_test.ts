// A small site of six hosts over ssh, as people have them: Ansible and ours bring two sets of folders there, for real.
import assert from "node:assert/strict";
import { FleetGround, recapOf } from "../e2e/fleet_ground.ts";
import { noFarm } from "../sshd/farm.ts";
import { cannotTry } from "../transports/become_ground.ts";
import { lacking } from "../modules/needs.ts";
import type { Me } from "./place.ts";
import { readTree } from "./tree.ts";

const SITE = new URL("site/", import.meta.url).pathname;
const HOSTS = ["web1", "web2", "web3", "db1", "db2", "lb1"];
const ignore = noFarm() !== undefined || cannotTry() !== undefined || lacking("ansible-playbook");

/** One tool's folders, which all hosts write into: each into its own. */
class Side {
  readonly base: string;

  constructor(readonly ground: FleetGround, readonly me: Me, readonly name: "them" | "ours") {
    this.base = `${ground.folder}/${name}`;
    Deno.mkdirSync(`${this.base}/controller`, { recursive: true });
    Deno.chmodSync(this.base, 0o755);
    for (const host of HOSTS) {
      Deno.mkdirSync(`${this.base}/${host}`);
      Deno.chownSync(`${this.base}/${host}`, me.uid, me.gid);
    }
  }

  /** The recap by host. */
  async run(...flags: string[]): Promise<Record<string, string>> {
    const site = `${this.ground.folder}/site`;
    const words = ["-i", `${site}/inventory.yml`, "-i", `${site}/connection.ini`, "-e", `base=${this.base}`, ...flags];
    const { code, stdout, stderr } = this.name === "ours"
      ? await this.ground.run("run", "-f", `${site}/site.yml`, "--once", ...words)
      : await ansible(this.ground, [`${site}/site.yml`, ...words]);
    assert.equal(code, 0, `${this.name} ${flags.join(" ")}:\n${stdout}\n${stderr}`);
    return Object.fromEntries(
      Object.entries(recapOf(stdout)).map(([host, sums]) => [host, sums.trim().replaceAll(/ +/g, " ")]),
    );
  }

  /** What is there; contents name no side, and backups no time. */
  tree(): unknown {
    const text = JSON.stringify(readTree(this.base, this.me)).replaceAll(this.base, "@");
    return JSON.parse(text.replaceAll(/\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~/g, ".BACKUP~"));
  }
}

async function ansible({ folder, farm }: FleetGround, args: string[]) {
  const { code, stdout, stderr } = await new Deno.Command("ansible-playbook", {
    args,
    cwd: folder,
    stdin: "null",
    env: {
      HOME: folder,
      LC_ALL: "C.UTF-8",
      ANSIBLE_CONFIG: new URL("callback/ansible.cfg", import.meta.url).pathname,
      ANSIBLE_NOCOLOR: "1",
      ANSIBLE_PIPELINING: "1",
      ANSIBLE_PYTHON_INTERPRETER: "/usr/bin/python3",
      ANSIBLE_SSH_ARGS: `-o ControlMaster=auto -o ControlPersist=20 -o ControlPath=${farm.folder}/%n`,
    },
  }).output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

Deno.test({
  name:
    "run brings a site of six hosts over ssh to the same end as ansible-playbook, with the same recap, and is quiet then",
  ignore,
}, async () => {
  await using ground = await FleetGround.make();
  for (const host of HOSTS) await ground.farm.sshd({ names: [host] });
  const { name, uid } = await ground.farm.user();
  const me: Me = { name, uid, gid: uid };
  await copied(SITE, `${ground.folder}/site`);
  const entered = [`ansible_ssh_common_args=${ground.farm.commonArgs}`, `app_user=${name}`, "ansible_user=root"];
  ground.write("site/connection.ini", `[all:vars]\n${entered.join("\n")}\n`);
  const [them, ours] = [new Side(ground, me, "them"), new Side(ground, me, "ours")];
  const alike = async (...flags: string[]) => {
    const theirs = await them.run(...flags);
    assert.deepEqual(await ours.run(...flags), theirs, flags.join(" "));
    assert.deepEqual(ours.tree(), them.tree(), flags.join(" "));
    return theirs;
  };
  const changed = (recap: Record<string, string>) =>
    Object.keys(recap).filter((host) => !/changed=0 /.test(recap[host]!));

  assert.deepEqual(changed(await alike()).sort(), HOSTS.toSorted());
  const all = JSON.stringify(ours.tree());
  for (const word of [" db1.example.org db1", "workers 4", "cluster = ", "role = primary", "se{{cret}}"]) {
    assert.ok(all.includes(word), `nobody wrote ${word}`);
  }
  // Nothing is left to do.
  assert.deepEqual(changed(await alike()), []);
  // Some of it, after something was moved.
  for (const { base } of [them, ours]) {
    await Deno.writeTextFile(`${base}/web2/etc/web.conf`, "workers 9\n");
    await Deno.remove(`${base}/lb1/etc/pool`);
    await Deno.remove(`${base}/db1/etc/motd`);
  }
  assert.deepEqual(changed(await alike("--tags", "web")), ["web2"]);
  assert.deepEqual(changed(await alike("--skip-tags", "base,web,db")), ["lb1"]);
  assert.deepEqual(changed(await alike("--limit", "production:!web", "--tags", "base")), ["db1"]);
  // A run without the web's plays knew no batches to write down at the balancer: this one does again.
  assert.deepEqual(changed(await alike()), ["lb1"]);
});

async function copied(from: string, to: string): Promise<void> {
  const { success, stderr } = await new Deno.Command("cp", { args: ["-R", from, to], stdin: "null" }).output();
  assert.ok(success, new TextDecoder().decode(stderr));
}
