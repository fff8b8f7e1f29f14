// Users that exist as long as a test does. Real accounts, so the tests that make them run as root.
import { done, eventually, isAlive, processes, signalTo } from "./processes.ts";

/** What may be chosen about a user. */
export interface UserOptions {
  /** `/bin/bash` without it. */
  shell?: string;
  /** Without it the user has none: a key is the only way in. */
  password?: string;
}

/** An account of this machine; it goes with the test, with its home and everything that runs as it. */
export interface TestUser extends AsyncDisposable {
  name: string;
  uid: number;
  home: string;
}

const prefix = "ftl2t";
let made = 0;

/** Makes a user with a home of its own. Those that dead processes left behind are removed on the way. */
export async function testUser({ shell = "/bin/bash", password }: UserOptions = {}): Promise<TestUser> {
  await removeLeftovers();
  const name = `${prefix}${Deno.pid}x${crypto.randomUUID().slice(0, 4)}${++made}`;
  await locked("useradd", ["-m", "-s", shell, name]);
  // An account that useradd has just made is locked, also for keys; `*` is a password that nothing is.
  if (password === undefined) await locked("usermod", ["-p", "*", name]);
  else await locked("chpasswd", [], `${name}:${password}\n`);
  const [, , uid, , , home] = (await done("getent", ["passwd", name])).trim().split(":");
  return {
    name,
    uid: Number(uid),
    home: home!,
    [Symbol.asyncDispose]: () => removed(name, Number(uid)),
  };
}

/** Whether an account is one of a test, here or in another process. */
export function isTestUser(name: string): boolean {
  return new RegExp(`^${prefix}\\d+x`).test(name);
}

/** Whether this process may make users. */
export function mayMakeUsers(): boolean {
  return Deno.uid() === 0;
}

/** Several processes change the files of accounts at the same time: those that find them locked try again. */
async function locked(program: string, args: string[], stdin = ""): Promise<void> {
  let words: unknown;
  await eventually(`${program} ${args.join(" ")}`, async () => {
    try {
      await done(program, args, stdin);
      return true;
    } catch (error) {
      words = error;
      if (!/lock/.test(String(error))) throw error;
      return false;
    }
  }, 60_000).catch((error) => {
    throw words ?? error;
  });
}

async function removed(name: string, uid: number): Promise<void> {
  await eventually(`the processes of ${name} to end`, async () => {
    const left = await ofUser(uid);
    for (const pid of left) signalTo(pid, "SIGKILL");
    return left.length === 0;
  });
  await locked("userdel", ["-r", "-f", name]).catch((error) => {
    if (!/does not exist/.test(String(error))) throw error;
  });
}

/** What runs as a user of this machine. In a room of another test somebody else may have that number: what runs there has pids of its own. */
async function ofUser(uid: number): Promise<number[]> {
  const pidsOf = (pid: number | "self") => Deno.readLink(`/proc/${pid}/ns/pid`).catch(() => undefined);
  const ours = await pidsOf("self");
  const found: number[] = [];
  for (const each of await processes()) {
    if (each.uid === uid && await pidsOf(each.pid) === ours) found.push(each.pid);
  }
  return found;
}

async function removeLeftovers(): Promise<void> {
  for (const line of (await Deno.readTextFile("/etc/passwd")).split("\n")) {
    const [name = "", , uid] = line.split(":");
    const owner = new RegExp(`^${prefix}(\\d+)x`).exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) await removed(name, Number(uid));
  }
}
