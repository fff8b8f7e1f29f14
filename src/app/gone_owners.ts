// Which owners of leases have ended, for whoever reads: a process of this machine that was killed holds its leases until they run out.
import type { Queue } from "../ports/queue.ts";
import { isGone } from "../worker/owner.ts";

/** Milliseconds for which an owner that was alive is not looked at again: it may hold hundreds of loops, and a look takes up to 2 ms. */
const AGAIN_MS = 500;

/**
 * Tells of an owner whether it is known to have ended. Of none, where this process may not find out: it would ask for a permission in the middle
 * of a look.
 */
export function goneOwners(monotonic: () => number): (owner: string) => boolean {
  const gone = new Set<string>();
  const seen = new Map<string, number>();
  let may: boolean | undefined;
  return (owner) => {
    if (gone.has(owner)) return true;
    const now = monotonic();
    if (!(may ??= mayFindOut()) || now - (seen.get(owner) ?? -Infinity) < AGAIN_MS) return false;
    seen.set(owner, now);
    if (isGone(owner)) gone.add(owner);
    return gone.has(owner);
  };
}

/** The queue, among whose workers are none that have ended. */
export function withoutGone(queue: Queue, isGone: (owner: string) => boolean): Queue {
  return { ...queue, workers: async () => (await queue.workers()).filter(({ name }) => !isGone(name)) };
}

function mayFindOut(): boolean {
  const asked = [{ name: "run" }, { name: "sys", kind: "hostname" }] as const;
  return asked.every((what) => Deno.permissions.querySync(what).state === "granted");
}
