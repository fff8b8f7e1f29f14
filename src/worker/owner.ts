// Who owns a lease: a process, named so that another one on this machine can tell whether it is gone.

/**
 * The start of a process in clock ticks since boot, from Linux's /proc (proc(5), field 22 of stat); undefined where it cannot
 * be read, and for a process that has ended and only waits for its parent to notice.
 */
function startOf(pid: number): string | undefined {
  try {
    const stat = Deno.readTextFileSync(`/proc/${pid}/stat`);
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return fields[0] === "Z" || fields[0] === "X" ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

function bootId(): string {
  try {
    return Deno.readTextFileSync("/proc/sys/kernel/random/boot_id").trim();
  } catch {
    return "unknown";
  }
}

/** Which processes this one can see: containers of one machine may share its hostname and boot, and each counts its own pids. */
function pidNamespace(): string {
  try {
    return /\d+/.exec(Deno.readLinkSync("/proc/self/ns/pid"))?.[0] ?? "unknown";
  } catch {
    return "unknown";
  }
}

/** This process's name as an owner: host, boot, pid, start and pid namespace, so that neither a reboot, a reused pid nor a container is mistaken for it. */
export function ownerName(): string {
  return `${Deno.hostname()}/${bootId()}/${Deno.pid}/${startOf(Deno.pid) ?? "unknown"}/${pidNamespace()}`;
}

/** Whether an owner is a process of this machine that no longer exists. False for owners elsewhere: their lease has to run out. */
export function isGone(owner: string): boolean {
  const [host, boot, pid, start, namespace] = owner.split("/");
  if (host !== Deno.hostname() || namespace !== pidNamespace()) return false;
  if (boot !== bootId()) return true;
  if (start === "unknown" || startOf(Deno.pid) === undefined) return false;
  return startOf(Number(pid)) !== start;
}
