// What the tests of becoming stand on: rules of sudo and doas that exist as long as a test does, and ways that start from another user.
import assert from "node:assert/strict";
import { Secret } from "../../src/model/secret.ts";
import type { Become, Entrance } from "../../src/model/way.ts";
import type { Shell } from "../../src/ports/shell.ts";
import { connectAs } from "../../src/transports/become.ts";
import { spawnLocal } from "../../src/transports/local.ts";
import { openShell } from "../../src/transports/posix_shell.ts";
import { WrongPasswords } from "../../src/transports/wrong_passwords.ts";
import { done, eventually, isAlive } from "../sshd/processes.ts";
import { type TestUser, testUser } from "../sshd/users.ts";

const rulesFolder = "/etc/sudoers.d";
const prefix = "ftl2t";
const doasConf = "/etc/doas.conf";
const doasMark = "# of a test of process";
let made = 0;

/** Why nobody can be become here; undefined where it can be tried. Under CI it throws instead. */
export function cannotTry(): string | undefined {
  const there = new Deno.Command("sh", { args: ["-c", "command -v sudo && command -v doas"], stdout: "null" });
  const reason = Deno.uid() !== 0
    ? "rules for sudo and doas are root's to write"
    : there.outputSync().success
    ? undefined
    : "sudo or opendoas is not installed";
  if (reason !== undefined && Deno.env.get("CI") === "true") throw new Error(`Becoming cannot be tried: ${reason}`);
  return reason;
}

/** Where a user without a home puts his receipts. */
export function spareReceipts(uid: number): string {
  return `/var/tmp/.ftl2-${uid}`;
}

/** A test with two users, whose passwords are `pass of alice` and `pass of bob`. They go with it, and all that they left. */
export function withUsers(title: string, check: (alice: TestUser, bob: TestUser) => Promise<void>): void {
  const missing = cannotTry();
  if (missing !== undefined) return Deno.test.ignore(`${title}: skipped, ${missing}`, () => {});
  Deno.test(title, async () => {
    await using alice = await testUser({ password: "pass of alice" });
    await using bob = await testUser({ password: "pass of bob" });
    try {
      await check(alice, bob);
    } finally {
      for (const { uid } of [alice, bob]) await Deno.remove(spareReceipts(uid), { recursive: true }).catch(() => {});
    }
  });
}

/** Rules of sudo; what dead test processes left behind goes first. */
export async function sudoRules(...lines: string[]): Promise<AsyncDisposable> {
  for await (const { name } of Deno.readDir(rulesFolder)) {
    const owner = new RegExp(`^${prefix}(\\d+)x`).exec(name)?.[1];
    if (owner !== undefined && !isAlive(Number(owner))) await Deno.remove(`${rulesFolder}/${name}`).catch(() => {});
  }
  const name = `${prefix}${Deno.pid}x${++made}`;
  // A file that sudo cannot read would lock everybody out: it is checked elsewhere, and moved there whole.
  const draft = await Deno.makeTempFile();
  await Deno.writeTextFile(draft, lines.map((line) => `${line}\n`).join(""));
  await Deno.chmod(draft, 0o440);
  await done("visudo", ["-c", "-f", draft]);
  await done("mv", [draft, `${rulesFolder}/${name}`]);
  return { [Symbol.asyncDispose]: () => Deno.remove(`${rulesFolder}/${name}`) };
}

/** doas has one file for all: whoever wants it waits until it is free. A machine's own is left alone, and the test fails. */
export async function doasRules(...lines: string[]): Promise<AsyncDisposable> {
  const own = `${doasMark} ${Deno.pid}\n`;
  await eventually("doas.conf to be free", async () => {
    const text = await Deno.readTextFile(doasConf).catch(() => "");
    const owner = new RegExp(`^${doasMark} (\\d+)\n`).exec(text)?.[1];
    assert.ok(text === "" || owner !== undefined, `${doasConf} is there already`);
    if (owner !== undefined && isAlive(Number(owner))) return false;
    if (owner !== undefined) await Deno.remove(doasConf).catch(() => {});
    try {
      await Deno.writeTextFile(doasConf, `${own}${lines.join("\n")}\n`, { createNew: true, mode: 0o400 });
      return true;
    } catch {
      return false;
    }
  }, 60_000);
  return { [Symbol.asyncDispose]: () => Deno.remove(doasConf) };
}

/** How a shell is opened from another user than the one who runs the tests. */
export interface Opening {
  from: TestUser;
  become: Become;
  password?: string;
  /** Seconds. */
  timeout?: number;
  wrong?: WrongPasswords;
  /** Added to the environment that the user begins with. */
  env?: Record<string, string>;
  receipts?: string;
}

/** Becoming by sudo. */
export function sudo(user: string, flags?: string[]): Become {
  return { method: "sudo", user, ...(flags === undefined ? {} : { flags }) };
}

/** Whether something is at a path, be it a link to nowhere. */
export function there(path: string): Promise<boolean> {
  return Deno.lstat(path).then(() => true, () => false);
}

/** The way of an opening, with its secret. */
export function entranceOf({ become, password, timeout }: Opening): Entrance {
  const way = { host: "web1", connection: "local", become, ...(timeout === undefined ? {} : { timeout }) } as const;
  return { way, ...(password === undefined ? {} : { becomePassword: new Secret(password) }) };
}

/** A shell as `become` says, on this machine, entered as `from` with an environment of his own. */
export async function shellFrom(opening: Opening, signal?: AbortSignal): Promise<Shell> {
  const { from: { name, uid, home }, wrong = new WrongPasswords(), env = {}, receipts } = opening;
  const set = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", HOME: home, USER: name, LOGNAME: name, ...env };
  const before = ["setpriv", `--reuid=${uid}`, `--regid=${uid}`, "--init-groups", "env", "-i", "-C", home];
  const words = [...before, ...Object.entries(set).map(([key, value]) => `${key}=${value}`)];
  const spawn = (more: readonly string[]) => spawnLocal([...words, ...more]);
  const connect = connectAs(entranceOf(opening), { shell: ["sh"], spawn, wrong });
  const terms = { host: "web1", shell: ["sh"], connect };
  return await openShell({ ...terms, ...(receipts === undefined ? {} : { receipts }) }, signal);
}
