// A room: a private copy of this machine, made in milliseconds. Whatever is done in it (users, packages, mounts, a host name) stays in it, and
// what was changed can be read afterwards. Over the machine's own root lies an empty folder that takes all writes (overlayfs); names of users,
// processes, mounts and the host are the room's own. The network is the machine's, so that an sshd in it is reached at 127.0.0.1.
//
//   await using room = await openRoom();
//   await using stage = await Stage.open(room.enter(["sh"]));        // our shell in it
//   await room.sh("useradd ann");                                    // anything else in it
//   room.changed();                                                  // { "/etc/passwd": … }
import assert from "node:assert/strict";
import { tree } from "../modules/oracle/ground.ts";

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
  /** What was written, a line a path, as `tree` tells it. */
  changed(): string[];
}

/** Memory, where a room's writes go: it is the only file system here that an overlay on the root may write to and that is there anyway. */
const WRITES = "/dev/shm";
const PREFIX = "ftl2-room-";

/** Why no room can be had here; undefined where one can. Under CI it throws instead. */
export function noRoom(): string | undefined {
  const why = Deno.build.os !== "linux" || Deno.uid() !== 0 ? "a copy of this machine needs Linux and root" : undefined;
  if (why !== undefined && Deno.env.get("CI") === "true") throw new Error(`The tests in rooms cannot run: ${why}`);
  return why;
}

/** Opens one; `prepare` is a shell text that runs in it first, and what it writes belongs to the start: it is not `changed`. */
export async function openRoom(
  { prepare = "", hostname = "room" }: { prepare?: string; hostname?: string } = {},
): Promise<Room> {
  const folder = await Deno.makeTempDir({ dir: WRITES, prefix: PREFIX });
  const made = ["base", "written", "work", "basework", "root"].map((name) => `${folder}/${name}`);
  for (const path of made) await Deno.mkdir(path, { mode: 0o755 });
  const child = new Deno.Command("unshare", {
    args: [
      "--mount",
      "--uts",
      "--pid",
      "--ipc",
      "--fork",
      "--kill-child",
      "--propagation",
      "private",
      "sh",
      "-c",
      SETUP,
      "sh",
    ]
      .concat([folder, hostname, crypto.randomUUID().replaceAll("-", ""), prepare]),
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  while (!said.includes("\n")) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`No room can be made here: unshare or overlayfs is not permitted. ${said}`);
    said += value;
  }
  // The process in the new pid namespace, not the unshare that waits for it.
  const pid = Number((await Deno.readTextFile(`/proc/${child.pid}/task/${child.pid}/children`)).trim().split(" ")[0]);
  const enter = (argv: string[]) => ["nsenter", "-t", String(pid), "-m", "-u", "-p", "-i", "-r", "-w", "--", ...argv];
  return {
    pid,
    written: `${folder}/written`,
    enter,
    sh: async (script) => {
      const [program = "", ...args] = enter(["sh", "-c", script]);
      const { code, stdout, stderr } = await new Deno.Command(program, { args, stdin: "null" }).output();
      const words = new TextDecoder();
      assert.equal(code, 0, `${script}: ${words.decode(stderr)}`);
      return words.decode(stdout);
    },
    changed: () => tree(`${folder}/written`),
    [Symbol.asyncDispose]: async () => {
      await reader.cancel();
      await child.stdin.close().catch(() => undefined);
      await child.status;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

// The first overlay holds what prepares the room, the second what is done in it. The first process reads its standard input, so that the room is gone when the
// test is: every process of a pid namespace dies with its first.
const SETUP = `set -e
folder=$1
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/base,workdir=$folder/basework" "$folder/root"
dress() {
  mount -t proc proc "$folder/root/proc"
  mount --rbind /sys "$folder/root/sys"
  mount --rbind /dev "$folder/root/dev"
  mount -t tmpfs -o mode=1777 tmpfs "$folder/root/dev/shm"
  mount -t tmpfs -o mode=755 tmpfs "$folder/root/run"
  mkdir -m 755 "$folder/root/run/sshd"; mkdir -m 1777 "$folder/root/run/lock"
}
hostname "$2"
printf '%s\\n' "$2" >"$folder/root/etc/hostname"
printf '%s\\n' "$3" >"$folder/root/etc/machine-id"
rm -rf "$folder/root/root/.ftl2"; mkdir -p -m 700 "$folder/root/root/.ftl2"
if [ -n "$4" ]; then
  dress
  chroot "$folder/root" sh -c "$4" </dev/null >&2
  umount -R "$folder/root/run" "$folder/root/dev" "$folder/root/sys" "$folder/root/proc"
fi
umount "$folder/root"
mount -t overlay overlay -o "lowerdir=$folder/base:/,upperdir=$folder/written,workdir=$folder/work" "$folder/root"
dress
echo ready
exec chroot "$folder/root" sh -c 'while read -r line; do :; done'
`;
