// A fleet in which hosts are broken, each in its own way: the sound ones converge, each other one says what is wrong and what to type.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { done } from "../sshd/processes.ts";
import { cannotTry, sudoRules } from "../transports/become_ground.ts";
import { fatalOf, FleetGround, recapOf } from "./fleet_ground.ts";

const ignore = noFarm() !== undefined || cannotTry() !== undefined;
/** Seconds that connecting to the silent host may take. */
const PATIENCE_S = 3;

/** A server that takes connections and never speaks. */
function mute(): { port: number; readonly asked: number } & Disposable {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const taken: Deno.Conn[] = [];
  let over = false;
  const take = async () => {
    for await (const connection of listener) taken.push(connection);
  };
  take().catch(() => {}); // it ends when the listener does
  return {
    port: listener.addr.port,
    get asked() {
      return taken.length;
    },
    [Symbol.dispose]: () => {
      if (over) return;
      over = true;
      listener.close();
      for (const connection of taken) connection.close();
    },
  };
}

/** Hosts that are odd and work: with their lines of the inventory. */
async function oddHosts({ farm }: FleetGround): Promise<string[]> {
  const banner = `${farm.folder}/banner`;
  await Deno.writeTextFile(banner, "Authorized use only. Permission denied (publickey).\n");
  await farm.sshd({ names: ["noisy"], config: [`Banner ${banner}`] });
  const noisy = await farm.user();
  await Deno.writeTextFile(
    `${noisy.home}/.bashrc`,
    `echo "you have mail"; echo "no tty" >&2; sleep 0.5; printf 'and no end of a line'\n`,
  );
  await farm.sshd({ names: ["busybox", "python-less"] });
  await Deno.symlink("/bin/busybox", `${farm.folder}/ash`);
  const busybox = await farm.user({ shell: `${farm.folder}/ash` });
  const pythonLess = await farm.user();
  await done("cp", ["-rs", "/usr/bin", `${pythonLess.home}/bin`]);
  await done("sh", ["-c", `rm "$0"/*python*`, `${pythonLess.home}/bin`]);
  await Deno.writeTextFile(`${pythonLess.home}/.bashrc`, `PATH=${pythonLess.home}/bin\n`);
  await farm.sshd({ names: ["typed"], config: ["PubkeyAuthentication no"] });
  const typed = await farm.user({ password: "the password of typed" });
  await farm.sshd({ names: ["gate"] });
  await farm.sshd({ names: ["inner"], client: ["ProxyJump gate"] });
  return [
    `noisy: {ansible_user: ${noisy.name}}`,
    `busybox: {ansible_user: ${busybox.name}}`,
    `python-less: {ansible_user: ${pythonLess.name}}`,
    `typed: {ansible_user: ${typed.name}}`,
    "inner",
  ];
}

const SITE = [
  "    - name: page",
  `      copy: {dest: "DIR/world/{{ inventory_hostname }}", content: "I am {{ inventory_hostname }}\\n", mode: "0644"}`,
  "    - name: deed",
  "      shell: echo {{ inventory_hostname }} >> DIR/world/deeds; command -v python3 || echo none",
  "      register: python",
  "    - name: what it has",
  `      copy: {dest: "DIR/world/{{ inventory_hostname }}.python", content: "{{ python.stdout }}"}`,
];

Deno.test({
  name:
    "run converges 18 hosts, says of seven broken ones what to type, each in a sentence, and converges them when it was typed",
  ignore,
}, async () => {
  await using ground = await FleetGround.make();
  const { farm } = ground;
  const plain = Array.from({ length: 13 }, (_, at) => `web${String(at + 1).padStart(2, "0")}`);
  await farm.sshd({ names: plain.slice(0, 7) });
  await farm.sshd({ names: plain.slice(7) });
  const odd = await oddHosts(ground);
  const keys = `${farm.folder}/keys`;
  await Deno.writeTextFile(keys, "");
  await farm.sshd({ names: ["locked"], config: [`AuthorizedKeysFile ${keys}`, "PasswordAuthentication no"] });
  const refusing = await farm.sshd({ names: ["refusing"] });
  await refusing.stop();
  const silent = mute();
  await farm.client(["silent"], ["HostName 127.0.0.1", `Port ${silent.port}`]);
  const changed = await farm.sshd({ names: ["changed"] });
  await changed.changeHostKey();
  const line = (await Deno.readTextFile(farm.knownHosts)).trimEnd().split("\n").length;
  const stranger = await farm.sshd({ names: ["stranger"], known: false });
  await farm.sshd({ names: ["powerless"] });
  const admin = await farm.user({ password: "the right one" });
  await using _rules = await sudoRules(`${admin.name} ALL=(ALL) ALL`);
  const sound = [...plain, ...odd.map((line) => line.split(":")[0]!)];
  const broken = ["changed", "locked", "nameless", "powerless", "refusing", "silent", "stranger"];
  ground.inventory([
    ...sound.slice(0, 13),
    ...odd,
    ...["locked", "refusing", "changed", "stranger"],
    `silent: {ansible_timeout: ${PATIENCE_S}}`,
    "nameless: {ansible_host: no-such-host.invalid}",
    `powerless: {ansible_user: ${admin.name}, ansible_become: true}`,
  ]);
  await Deno.mkdir(`${ground.folder}/host_vars`);
  ground.write("host_vars/typed.yml", "ansible_password: the password of typed\n");
  ground.write("host_vars/powerless.yml", "ansible_become_password: the wrong one\n");
  ground.site(...SITE);

  const first = await ground.converge();
  assert.equal(first.code, 1, first.stderr);
  const scan = (port: number) => `ssh-keyscan -p ${port} 127.0.0.1 >>${farm.knownHosts}`;
  const forget = `ssh-keygen -f '${farm.knownHosts}' -R '[127.0.0.1]:${changed.port}'`;
  const why: Record<string, string> = {
    changed:
      `its host key is another one than ${farm.knownHosts}:${line} has: the host was installed anew, or somebody ` +
      `stands between. When you know which, take the old key away (\`${forget}\`) and add the new one (\`${
        scan(changed.port)
      }\`)`,
    locked: "it takes no key of ours for root; it would take: publickey. Check ansible_user and " +
      "ansible_ssh_private_key_file, or what `ssh-add -l` lists",
    nameless:
      'its name "no-such-host.invalid" cannot be resolved (Name or service not known): set ansible_host to its ' +
      "address, or add the name to DNS, /etc/hosts or ~/.ssh/config",
    refusing:
      `127.0.0.1 refuses connections on port ${refusing.port}: is sshd running there, and is ansible_port right?`,
    silent: `127.0.0.1 port ${silent.port} takes the connection and says nothing for ${PATIENCE_S} s: is that an SSH ` +
      "server, and is it well? ansible_timeout gives it longer",
    stranger: `its host key is not known here. Add it when you have compared it with the host's own (\`${
      scan(stranger.port)
    }\`), or pass --host-key accept-new, which takes the key of a host that was never seen`,
  };
  const powerless = "Cannot become root on powerless: Incorrect sudo password. Check ansible_become_password, -K or " +
    "--become-password-file: sudo wants the password of the user who entered the host";
  const sentences = Object.entries(why).map(([host, words]) => [host, `${host} cannot be reached: ${words}`]);
  assert.deepEqual(fatalOf(first.stderr), {
    ...Object.fromEntries(sentences.map(([host, words]) => [host, `UNREACHABLE! => ${words}`])),
    powerless: `FAILED! => ${powerless}`,
  });
  const bad = Object.keys(why);
  const sums = (tally: string) => (host: string) => [host, `${tally} skipped=0 rescued=0 ignored=0`];
  assert.deepEqual(recapOf(first.stdout), {
    ...Object.fromEntries(sound.map(sums("ok=3 changed=3 unreachable=0 failed=0"))),
    ...Object.fromEntries(bad.map(sums("ok=0 changed=0 unreachable=1 failed=0"))),
    ...Object.fromEntries(["powerless"].map(sums("ok=0 changed=0 unreachable=0 failed=1"))),
  });
  assert.deepEqual(ground.deeds.toSorted(), sound.toSorted());
  for (const host of sound) assert.deepEqual(ground.lines(`world/${host}`), [`I am ${host}`]);
  assert.deepEqual(ground.lines("world/python-less.python"), ["none"]);
  assert.notDeepEqual(ground.lines("world/web01.python"), ["none"]);
  // Each pass asks the silent host once.
  assert.deepEqual([silent.asked, ground.query("select id from iterations").length], [2, 2]);

  const states = await statesOf(ground);
  assert.deepEqual(states, {
    ...Object.fromEntries(sound.map((host) => [host, ["reachable", null]])),
    ...Object.fromEntries(sentences.map(([host, words]) => [host, ["unreachable", words]])),
    powerless: ["reachable", powerless],
  });
  const table = (await ground.run("hosts")).stdout;
  assert.match(table, /^25 hosts: 19 reachable, 6 unreachable$/m);
  for (const words of [...sentences.map(([, words]) => words!), powerless]) assert.ok(table.includes(words), words);

  // What the sentences say is done, to the letter where there is a command.
  for (const command of [forget, scan(changed.port), scan(stranger.port)]) await done("sh", ["-c", command]);
  await Deno.writeTextFile(keys, await Deno.readTextFile(`${farm.keyFile}.pub`));
  const [again, back] = [await farm.sshd({ names: ["again"] }), await farm.sshd({ names: ["back"] })];
  silent[Symbol.dispose]();
  ground.write("host_vars/nameless.yml", `ansible_host: again\n`);
  ground.write("host_vars/refusing.yml", `ansible_host: 127.0.0.1\nansible_port: ${again.port}\n`);
  ground.write("host_vars/silent.yml", `ansible_host: 127.0.0.1\nansible_port: ${back.port}\n`);
  ground.write("host_vars/powerless.yml", "ansible_become_password: the right one\n");
  const second = await ground.converge();
  assert.equal(second.code, 0, second.stderr);
  assert.deepEqual(recapOf(second.stdout), {
    ...Object.fromEntries(sound.map(sums("ok=3 changed=1 unreachable=0 failed=0"))),
    ...Object.fromEntries(broken.map(sums("ok=3 changed=3 unreachable=0 failed=0"))),
  });
  for (const host of broken) assert.deepEqual(ground.lines(`world/${host}`), [`I am ${host}`]);
  assert.equal((await Deno.stat(`${ground.world}/powerless`)).uid, 0);
  assert.deepEqual(
    await statesOf(ground),
    Object.fromEntries([...sound, ...broken].map((host) => [host, ["reachable", null]])),
  );
});

/** What `hosts` says of each: its state, and why. */
async function statesOf(ground: FleetGround): Promise<Record<string, [string, string | null]>> {
  const { envelope } = await ground.json("hosts");
  const { hosts } = envelope["data"] as { hosts: { host: string; status: string; lastError: string | null }[] };
  return Object.fromEntries(hosts.map(({ host, status, lastError }) => [host, [status, lastError]]));
}
