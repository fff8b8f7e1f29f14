// One real sshd on 127.0.0.1, with a host key of its own, for as long as a test needs it.
import assert from "node:assert/strict";
import { descendants, done, eventually, isAlive, signalTo } from "./processes.ts";

/** A running sshd. */
export interface Sshd {
  readonly port: number;
  readonly pid: number;
  /** Its files: host_key, config, log, home. */
  readonly folder: string;
  /** $HOME of whoever logs in as root here: nothing of a test lands in the real one. */
  readonly home: string;
  /** `[127.0.0.1]:PORT ssh-ed25519 …` */
  readonly knownHost: string;
  /** Everything that runs for those who are logged in; what left its session (setsid and its parent dead) is not among them. */
  sessions(): Promise<number[]>;
  log(): Promise<string>;
  /** A new host key, as after a reinstallation; takes hold at the next login. */
  changeHostKey(): Promise<void>;
  /** Ends the listener and all sessions. May be called again. */
  stop(): Promise<void>;
  /** After it was stopped or killed: listens again, on the same port with the same key. */
  again(): Promise<void>;
}

/** Where its files go, who may log in, and what else its configuration says. */
export interface SshdTerms {
  folder: string;
  authorizedKeys: string;
  /** Lines of sshd_config; they win over the farm's own. */
  config: string[];
}

const program = "/usr/sbin/sshd";

/** Starts it, and resolves when it accepts. */
export async function startSshd({ folder, authorizedKeys, config }: SshdTerms): Promise<Sshd> {
  await Deno.mkdir("/run/sshd", { recursive: true, mode: 0o755 });
  const home = `${folder}/home`;
  await Deno.mkdir(home, { recursive: true, mode: 0o755 });
  // Receipts are to lie here, whatever is in /var/tmp of sessions that had no home.
  await Deno.mkdir(`${home}/.ftl2`, { recursive: true, mode: 0o700 });
  const key = `${folder}/host_key`;
  await done("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "host", "-f", key]);
  const file = `${folder}/config`;
  const first = await started((port) => [
    ...config,
    "ListenAddress 127.0.0.1",
    `Port ${port}`,
    `HostKey ${key}`,
    `PidFile ${folder}/pid`,
    `AuthorizedKeysFile ${authorizedKeys}`,
    "StrictModes no",
    "UsePAM no",
    "PermitRootLogin yes",
    "PasswordAuthentication yes",
    "KbdInteractiveAuthentication no",
    "AllowTcpForwarding yes",
    // Many names stand for many machines, each with a limit of its own. Of several such lines the last counts.
    ...config.some((line) => /^MaxStartups /i.test(line)) ? [] : ["MaxStartups 500"],
    "PrintMotd no",
    "LogLevel VERBOSE",
    "Subsystem sftp internal-sftp",
    "Match User root",
    `SetEnv HOME=${home}`,
  ]);
  const { port } = first;
  let child = first.child;
  const [type, blob] = (await Deno.readTextFile(`${key}.pub`)).split(" ");
  let stopping: Promise<void> | undefined;
  return {
    port,
    get pid() {
      return child.pid;
    },
    folder,
    home,
    knownHost: `[127.0.0.1]:${port} ${type} ${blob}`,
    sessions: () => descendants(child.pid),
    log: () => Deno.readTextFile(`${folder}/log`),
    changeHostKey: async () => {
      await Deno.remove(key);
      await Deno.remove(`${key}.pub`);
      await done("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "host", "-f", key]);
      // It reads its keys when it starts, and again when it is told to.
      const listening = count(await Deno.readTextFile(`${folder}/log`));
      Deno.kill(child.pid, "SIGHUP");
      await eventually("sshd to listen again", async () => count(await Deno.readTextFile(`${folder}/log`)) > listening);
    },
    stop: () => stopping ??= stopped(child),
    again: async () => {
      await stopped(child);
      const another = await listening();
      assert.ok(typeof another !== "string", `sshd does not start again: ${another}`);
      [child, stopping] = [another, undefined];
    },
  };

  async function started(lines: (port: number) => string[]) {
    for (let attempt = 0; attempt < 5; attempt++) {
      const port = freePort();
      await Deno.writeTextFile(file, `${lines(port).join("\n")}\n`);
      const child = await listening();
      if (typeof child !== "string") return { child, port };
      // Somebody else may have taken the port meanwhile.
      assert.match(child, /Address already in use/, `sshd does not start: ${child}`);
      await Deno.remove(`${folder}/log`);
    }
    throw new Error("sshd found no free port in five attempts");
  }

  /** The process, or what it says where it ends at once. */
  async function listening(): Promise<Deno.ChildProcess | string> {
    const args = ["-D", "-E", `${folder}/log`, "-f", file];
    const words = () => Deno.readTextFile(`${folder}/log`).catch(() => "");
    const before = count(await words());
    const child = new Deno.Command(program, { args, stdin: "null", stdout: "null", stderr: "piped" }).spawn();
    const complaints = new Response(child.stderr).text();
    let over = false;
    child.status.then(() => over = true);
    await eventually("sshd to listen", async () => over || count(await words()) > before);
    return over ? await words() + await complaints : child;
  }
}

/** Ends a listener of a test that died, and all its sessions. */
export async function endSshd(pid: number): Promise<void> {
  const all = [pid, ...await descendants(pid)];
  for (const each of all) signalTo(each, "SIGKILL");
  await eventually("sshd to end", () => !all.some(isAlive));
}

async function stopped(child: Deno.ChildProcess): Promise<void> {
  await endSshd(child.pid);
  await child.status;
}

function count(log: string): number {
  return log.split("Server listening on").length - 1;
}

/**
 * A port that nobody listens on, of those that the kernel hands out to nobody by itself (32768 and above): also between two starts of one
 * sshd nobody else is given it.
 */
export function freePort(): number {
  for (;;) {
    const port = 10_000 + Math.trunc(Math.random() * 22_000);
    try {
      Deno.listen({ hostname: "127.0.0.1", port }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    }
  }
}
