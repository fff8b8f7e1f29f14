// A farm of real sshds on 127.0.0.1 for tests, with keys, known hosts and an ssh_config of its own. Nothing of the user's ~/.ssh is read.
//
//   await using farm = await sshFarm();
//   const sshd = await farm.sshd({ names: ["web1", "web2"] });       // two names, one sshd
//   const entrance = farm.enter("web1");                             // a Way over ssh that goes there
//   ansible_ssh_common_args: farm.commonArgs                         // the same in an inventory, for us and for Ansible
//   env: farm.environment                                            // or: a PATH whose `ssh` knows the farm
//   const user = await farm.user({ shell: "/bin/dash" });            // a real account: farm.enter("web1", { user: user.name })
import type { Entrance, Way } from "../../src/model/way.ts";
import { done, isAlive } from "./processes.ts";
import { endSshd, type Sshd, startSshd } from "./sshd.ts";
import { mayMakeUsers, type TestUser, testUser, type UserOptions } from "./users.ts";

/** What may be chosen about one sshd. */
export interface FarmSshd {
  /** What ssh and inventories call it. */
  names: string[];
  /** Lines of sshd_config, before the farm's own: the first one counts. */
  config?: string[];
  /** Lines of ssh_config for these names, such as `ProxyJump other`. */
  client?: string[];
  /** Whether its key is among the known hosts. Default true. */
  known?: boolean;
}

/** Everything goes with it: sshds, sessions, users, files. */
export interface Farm extends AsyncDisposable {
  readonly folder: string;
  /** The ssh_config of the farm; users' and system's own are not read. */
  readonly config: string;
  readonly knownHosts: string;
  /** The private key that every sshd lets in, as any user. */
  readonly keyFile: string;
  /** Words for ssh. */
  readonly arguments: string[];
  /** The same as text, for `ansible_ssh_common_args`. */
  readonly commonArgs: string;
  /** A PATH in which `ssh` is the system's with the farm's configuration. */
  readonly environment: { PATH: string };
  sshd(options: FarmSshd): Promise<Sshd>;
  /** More lines of ssh_config: for names that no sshd of the farm answers to. */
  client(names: string[], lines: string[]): Promise<void>;
  user(options?: UserOptions): Promise<TestUser>;
  /** The way to a name over ssh; as root where nothing else is said. */
  enter(name: string, more?: Partial<Way>): Entrance;
}

const prefix = "ftl2-sshd-";

/** Why no farm can be had here; undefined where one can. Under CI it throws instead. */
export function noFarm(): string | undefined {
  const there = new Deno.Command("sh", { args: ["-c", "command -v ssh && [ -x /usr/sbin/sshd ]"], stdout: "null" });
  const reason = !mayMakeUsers()
    ? "an sshd that lets other users in needs root"
    : there.outputSync().success
    ? undefined
    : "openssh-server or openssh-client is not installed";
  if (reason !== undefined && Deno.env.get("CI") === "true") {
    throw new Error(`The tests over ssh cannot run: ${reason}`);
  }
  return reason;
}

/** An empty farm. What dead test processes left behind is removed first. */
export async function sshFarm(): Promise<Farm> {
  await removeLeftovers();
  const folder = await Deno.makeTempDir({ prefix: `${prefix}${Deno.pid}-` });
  // Other users read authorized_keys and known_hosts here.
  await Deno.chmod(folder, 0o755);
  const [config, knownHosts, keyFile, bin] = ["ssh_config", "known_hosts", "id", "bin"].map((name) =>
    `${folder}/${name}`
  ) as [string, string, string, string];
  await done("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "farm", "-f", keyFile]);
  await Deno.writeTextFile(knownHosts, "");
  await Deno.mkdir(bin);
  await Deno.writeTextFile(`${bin}/ssh`, `#!/bin/sh\nexec /usr/bin/ssh -F '${config}' "$@"\n`, { mode: 0o755 });
  const blocks: string[][] = [];
  const running: AsyncDisposable[] = [];
  let writing = Promise.resolve();
  const client = async (names: string[], lines: string[]) => {
    blocks.push([`Host ${names.join(" ")}`, ...lines]);
    const everybody = [
      "Host *",
      "User root",
      `IdentityFile ${keyFile}`,
      "IdentitiesOnly yes",
      "IdentityAgent none",
      `UserKnownHostsFile ${knownHosts}`,
      "GlobalKnownHostsFile /dev/null",
    ];
    // One after another: two at once would leave a file of pieces.
    writing = writing.then(() => Deno.writeTextFile(config, `${[...blocks.flat(), ...everybody].join("\n")}\n`));
    await writing;
  };
  await client(["localhost"], ["HostName 127.0.0.1"]);
  return {
    folder,
    config,
    knownHosts,
    keyFile,
    arguments: ["-F", config],
    commonArgs: `-F ${config}`,
    environment: { PATH: `${bin}:${Deno.env.get("PATH")}` },
    client,
    sshd: async ({ names, config = [], client: lines = [], known = true }) => {
      const place = `${folder}/${names[0]}`;
      await Deno.mkdir(place, { mode: 0o755 });
      const sshd = await startSshd({ folder: place, authorizedKeys: `${keyFile}.pub`, config });
      running.push({ [Symbol.asyncDispose]: () => sshd.stop() });
      if (known) await Deno.writeTextFile(knownHosts, `${sshd.knownHost}\n`, { append: true });
      await client(names, [...lines, "HostName 127.0.0.1", `Port ${sshd.port}`]);
      return sshd;
    },
    user: async (options) => {
      const user = await testUser(options);
      running.push(user);
      return user;
    },
    enter: (host, more = {}) => ({ way: { host, connection: "ssh", arguments: ["-F", config], ...more } }),
    [Symbol.asyncDispose]: async () => {
      for (const each of running.reverse()) await each[Symbol.asyncDispose]();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

async function removeLeftovers(): Promise<void> {
  const temp = "/tmp";
  for await (const { name } of Deno.readDir(temp)) {
    const owner = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    const folder = `${temp}/${name}`;
    for await (const entry of Deno.readDir(folder)) {
      const pid = Number(await Deno.readTextFile(`${folder}/${entry.name}/pid`).catch(() => "0"));
      const words = await Deno.readTextFile(`/proc/${pid}/cmdline`).catch(() => "");
      if (words.includes(folder)) await endSshd(pid);
    }
    await Deno.remove(folder, { recursive: true }).catch(() => {});
  }
}
