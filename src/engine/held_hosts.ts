// The leases on machines that a pass needs before its first deed: all of a play's at once, or none.
import type { Hold } from "../model/command.ts";
import { HostUnreachable } from "../model/errors.ts";
import type { Next } from "../model/loop.ts";
import type { Wanted } from "../ports/host_leases.ts";
import { droppingBroken } from "./perform.ts";
import type { World } from "./world.ts";

/** Somebody else is at work on a machine: the loop comes back later. */
export type InTheWay = Next & { kind: "again" };

/** Milliseconds after which a machine is asked again whether an earlier command has ended there. */
const BUSY_MS = 1000;
/** Milliseconds after which a loop that waits for another looks again, should nobody wake it. */
const HELD_MS = 10_000;

/** What one pass holds. Its iteration's end lets go of everything. */
export class HeldHosts {
  readonly #holds = new Map<string, Hold>();

  /** The lease under which an action on this host is done. */
  holdOf(host: string): Hold | undefined {
    return this.#holds.get(host);
  }

  /**
   * Sees to it that `hosts` are held; `all` are the play's, and are taken along. `taken` means that somebody else may have been at work
   * there since the look: look again. A host that cannot be reached is left out.
   */
  async demand(
    { hosts, all }: { hosts: readonly string[]; all: readonly string[] },
    world: World,
    signal: AbortSignal,
  ): Promise<"held" | "taken" | InTheWay> {
    if (hosts.every((host) => this.#holds.has(host))) return "held";
    const wanted = await machines([...new Set([...all, ...hosts])], world);
    const taken = await world.hosts.take(wanted);
    if ("heldBy" in taken) {
      const { loop, name, host } = taken.heldBy;
      return {
        kind: "again",
        afterMs: HELD_MS,
        reason: `waits for loop ${loop} (${name}), at work on ${host}`,
        waitsFor: loop,
      };
    }
    for (const { host, machine } of wanted) {
      if (this.#holds.has(host)) continue;
      const hold = taken.holds.get(machine);
      if (hold === undefined) throw new Error(`${host} was leased without a lease`);
      const state = await droppingBroken(host, world, async () => (await world.shells.get(host)).hold(hold, signal));
      if (state === "busy") {
        return { kind: "again", afterMs: BUSY_MS, reason: `waits for an earlier command that still runs on ${host}` };
      }
      this.#holds.set(host, hold);
    }
    return "taken";
  }
}

async function machines(hosts: readonly string[], { shells }: World): Promise<Wanted[]> {
  const found = await Promise.all(hosts.map(async (host) => {
    try {
      return [{ host, machine: (await shells.get(host)).machine }];
    } catch (error) {
      if (error instanceof HostUnreachable) return [];
      throw error;
    }
  }));
  return found.flat();
}
