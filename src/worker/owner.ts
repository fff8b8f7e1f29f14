// Who owns a lease: a process, named so that another one on this machine can tell whether it is gone.

/** What Linux's /proc says; each is undefined where it cannot be read. */
interface Seen {
  /** The start of a process in clock ticks since boot; undefined also for one that has ended and only waits for its parent to notice. */
  start: string | undefined;
  boot: string | undefined;
  /** Which processes this one can see: containers of one machine may share its hostname and boot, and each counts its own pids. */
  namespace: string | undefined;
}

/** The start of process `pid`, and where we are. */
function see(pid: number): Seen {
  try {
    return seen(
      orNothing(() => Deno.readTextFileSync("/proc/sys/kernel/random/boot_id")),
      orNothing(() => Deno.readLinkSync("/proc/self/ns/pid")),
      orNothing(() => Deno.readTextFileSync(`/proc/${pid}/stat`)),
    );
  } catch {
    return seen(...shown(pid));
  }
}

/** What is not there is nothing. Throws for what cannot be read, as Deno has it with all of /proc where a program may not do everything (-A). */
function orNothing(read: () => string): string {
  try {
    return read();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return "";
    throw error;
  }
}

const SHOW = `cd /proc && cat sys/kernel/random/boot_id && readlink self/ns/pid && { [ ! -e "$1" ] || cat "$1/stat"; }`;

/** The same by a shell, which a program that works on loops may start; it takes 2 ms. Nothing where that fails. */
function shown(pid: number): [string, string, string] {
  try {
    const args = ["-c", SHOW, "sh", `${pid}`];
    const { success, stdout } = new Deno.Command("sh", { args, stdin: "null", stderr: "null" }).outputSync();
    const [boot = "", namespace = "", ...stat] = new TextDecoder().decode(stdout).split("\n");
    return success ? [boot, namespace, stat.join("\n")] : ["", "", ""];
  } catch {
    return ["", "", ""];
  }
}

/** `stat` is that of proc(5): what is needed is field 22, and the name before it may hold anything. */
function seen(boot: string, namespace: string, stat: string): Seen {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return {
    start: fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19],
    boot: boot.trim() || undefined,
    namespace: /\d+/.exec(namespace)?.[0],
  };
}

/** This process's name as an owner: host, boot, pid, start and pid namespace, so that neither a reboot, a reused pid nor a container is mistaken for it. */
export function ownerName(): string {
  const { start = "unknown", boot = "unknown", namespace = "unknown" } = see(Deno.pid);
  return `${Deno.hostname()}/${boot}/${Deno.pid}/${start}/${namespace}`;
}

/** Whether an owner is a process of this machine that no longer exists. False for owners elsewhere: their lease has to run out. */
export function isGone(owner: string): boolean {
  const [host, boot, pid, start, namespace] = owner.split("/");
  if (host !== Deno.hostname()) return false;
  const here = see(Number(pid));
  if (namespace !== (here.namespace ?? "unknown")) return false;
  if (boot !== (here.boot ?? "unknown")) return true;
  return start !== "unknown" && here.boot !== undefined && here.start !== start;
}
