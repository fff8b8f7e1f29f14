// A room: a private copy of this machine, made in milliseconds. Whatever is done in it (users, packages, mounts, a host name) stays in it, and
// what was changed can be read afterwards. Over the machine's own root lies an empty folder that takes all writes (overlayfs); names of users,
// processes, mounts and the host are the room's own. The network is the machine's, so that an sshd in it is reached at 127.0.0.1.
//
//   await using room = await openRoom();
//   await using stage = await Stage.open(room.enter(["sh"]));        // our shell in it
//   await room.sh("useradd ann");                                    // anything else in it
//   room.changed();                                                  // ["/etc/passwd file 644 0:0 …", …]
//
//   await using ground = await prepareRooms("dpkg -i /srv/*.deb");   // once; many rooms begin with what it wrote
//   await using room = await openRoom({ ground });
import assert from "node:assert/strict";
import { tree } from "../modules/oracle/ground.ts";
import { eventually, isAlive, signalTo } from "../sshd/processes.ts";
import { there } from "./there.ts";

/** Everything in it goes with it, processes included. */
export interface Room extends AsyncDisposable {
  /** Process id of the room's first process, as the machine sees it. */
  readonly pid: number;
  /** The folder that holds what was written, seen from outside. A file that was removed is a character device 0/0 here. */
  readonly written: string;
  /** The words that start a program in it, as its root. */
  enter(argv: string[]): string[];
  /** Runs a shell text in it; its output. Throws AssertionError where it ends with anything but 0. */
  sh(script: string): Promise<string>;
  /** What was written and is other than it was, a line a path, as `tree` tells it. */
  changed(): string[];
}

/** What rooms begin with, over this machine's own root. */
export interface Ground extends AsyncDisposable {
  readonly folder: string;
}

/** Memory, where a room's writes go: the one file system that is there anyway and lies beside the root, as overlayfs asks. */
const WRITES = "/dev/shm";
const PREFIX = "ftl2-room-";
/** The clock and the kernel's modules are the machine's: nobody in a room may set them. */
const KEPT_FROM = ["setpriv", "--bounding-set=-sys_time,-sys_module", "--"];

/** Why no room can be had here; undefined where one can. Under CI it throws instead. */
export function noRoom(): string | undefined {
  const why = Deno.build.os !== "linux" || Deno.uid() !== 0 ? "a copy of this machine needs Linux and root" : undefined;
  if (why !== undefined && Deno.env.get("CI") === "true") throw new Error(`The tests in rooms cannot run: ${why}`);
  return why;
}

/** Runs a shell text in a room and keeps what it wrote: many rooms may begin with it, also at once. Throws AssertionError where it fails. */
export async function prepareRooms(prepare: string): Promise<Ground> {
  const room = await openRoom();
  const keep = await Deno.makeTempDir({ dir: WRITES, prefix: `${PREFIX}${Deno.pid}-` });
  try {
    await room.sh(prepare);
    await Deno.rename(room.written, `${keep}/ground`);
  } finally {
    await room[Symbol.asyncDispose]();
  }
  return {
    folder: `${keep}/ground`,
    [Symbol.asyncDispose]: () => Deno.remove(keep, { recursive: true }),
  };
}

/** Opens one. `unshare`: further words for unshare, as `--net`; `init`: a shell text that is its first process: it says `ready`, and may become another program. */
export async function openRoom(
  { ground, hostname = "room", unshare = [], init }: {
    ground?: Ground;
    hostname?: string;
    unshare?: string[];
    init?: string;
  } = {},
): Promise<Room> {
  await (swept ??= sweep());
  const folder = await Deno.makeTempDir({ dir: WRITES, prefix: `${PREFIX}${Deno.pid}-` });
  for (const name of ["written", "work", "own", "root"]) await Deno.mkdir(`${folder}/${name}`, { mode: 0o755 });
  await dressed(`${folder}/own`, hostname);
  const below = [`${folder}/own`, ...(ground === undefined ? [] : [ground.folder])];
  const apart = [
    "--mount",
    "--uts",
    "--pid",
    "--ipc",
    "--fork",
    "--kill-child",
    "--propagation",
    "private",
    ...unshare,
  ];
  const child = new Deno.Command("unshare", {
    args: [...apart, ...KEPT_FROM, "sh", "-c", SETUP, "sh", folder, [...below, "/"].join(":"), hostname, init ?? WAIT],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  await Deno.writeTextFile(`${folder}/holder`, String(child.pid));
  const end = init === undefined ? undefined : killedWithUs(child.pid);
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  const { value = "" } = await reader.read();
  assert.equal(value.trim(), "ready", "No room can be made here: unshare or overlayfs is not permitted");
  // The process in the new pid namespace, not the unshare that waits for it.
  const pid = Number((await Deno.readTextFile(`/proc/${child.pid}/task/${child.pid}/children`)).trim().split(" ")[0]);
  const spaces = ["-m", "-u", "-p", "-i", "-r", "-w", ...(unshare.includes("--net") ? ["-n"] : [])];
  const enter = (
    argv: string[],
  ) => ["nsenter", "-t", String(pid), ...spaces, "--", ...KEPT_FROM, "env", "HOME=/root", ...argv];
  const written = `${folder}/written`;
  return {
    pid,
    written,
    enter,
    sh: async (script) => {
      const [program = "", ...args] = enter(["sh", "-c", script]);
      const { code, stdout, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
      const words = new TextDecoder();
      assert.equal(code, 0, `${script}: ${words.decode(stderr)}`);
      return words.decode(stdout);
    },
    changed: () => changes(written, [...below, ""]),
    [Symbol.asyncDispose]: async () => {
      await reader.cancel();
      await child.stdin.close().catch(() => undefined);
      await end?.();
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

let swept: Promise<void> | undefined;

/** Ends the rooms of tests that were killed: memory is where they lie. */
async function sweep(): Promise<void> {
  for await (const { name } of Deno.readDir(WRITES)) {
    const owner = new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1];
    if (owner === undefined || isAlive(Number(owner))) continue;
    const holder = Number(await Deno.readTextFile(`${WRITES}/${name}/holder`).catch(() => "0"));
    if (holder > 1) {
      signalTo(holder, "SIGKILL");
      await eventually("a room to end", () => !isAlive(holder));
    }
    // Another test process may sweep, too.
    await Deno.remove(`${WRITES}/${name}`, { recursive: true }).catch(() => undefined);
  }
}

/** Another program than our shell does not end with its input: it is killed when this function's result is called, or this process is gone. */
function killedWithUs(pid: number): () => Promise<void> {
  const script = 'while read -r line; do :; done; kill -9 "$1"';
  const watcher = new Deno.Command("sh", { args: ["-c", script, "sh", String(pid)], stdin: "piped", stderr: "null" })
    .spawn();
  return async () => {
    await watcher.stdin.close().catch(() => undefined);
    await watcher.status;
  };
}

/** What every room has of its own: its name, its machine id, a place for receipts. */
async function dressed(own: string, hostname: string): Promise<void> {
  for (const path of ["etc", "root", "root/.ftl2"]) {
    await Deno.mkdir(`${own}/${path}`, { mode: path === "etc" ? 0o755 : 0o700 });
  }
  await Deno.writeTextFile(`${own}/etc/hostname`, `${hostname}\n`);
  await Deno.writeTextFile(`${own}/etc/machine-id`, `${crypto.randomUUID().replaceAll("-", "")}\n`);
}

/** The lines of a folder of writes that are not the same in the layers below it: overlayfs copies whole folders and files up for a new time, too. */
function changes(written: string, below: string[]): string[] {
  return tree(written).filter((line) => {
    const path = line.split(" ", 1)[0]!;
    if (path === ".") return false;
    const layer = below.find((each) => there(each + path));
    return layer === undefined || tree(layer + path, { deep: false })[0]?.replace(/^\. /, `${path} `) !== line;
  });
}

// It is ready when it is in its own root, never before: who enters then would be on the machine itself. The first process reads its standard input, so that the room is gone when the test is: all processes of a pid namespace die with its first.
const SETUP = `set -e
root=$1/root
mount -t overlay overlay -o "lowerdir=$2,upperdir=$1/written,workdir=$1/work" "$root"
mount -t proc proc "$root/proc"
mount --rbind /sys "$root/sys"
mount --rbind /dev "$root/dev"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
mount -t tmpfs -o mode=755 tmpfs "$root/run"
mkdir -m 755 "$root/run/sshd"
mkdir -m 1777 "$root/run/lock"
hostname "$3"
exec chroot "$root" sh -c "$4"
`;
const WAIT = "echo ready; while read -r line; do :; done";
