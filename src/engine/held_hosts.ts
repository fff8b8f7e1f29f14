// The leases on machines that a pass needs before its first deed: all of a play's at once, or none.
import { FORKS } from "../model/forks.ts";
import type { Hold } from "../model/command.ts";
import { HostUnreachable, NotAwaited, ReceiptRefused, ShellBroken } from "../model/errors.ts";
import type { Next } from "../model/loop.ts";
import type { Entrance } from "../model/way.ts";
import type { Shell } from "../ports/shell.ts";
import { cannotBeAsked } from "./ask_receipt.ts";
import { fanOut } from "./fan_out.ts";
import { type Admission, droppingBroken } from "./perform.ts";
import type { Reached } from "./reached.ts";
import { wayKey } from "./way_key.ts";
import type { World } from "./world.ts";

/** Somebody else is at work on a machine: the loop comes back later. */
export type InTheWay = Next & { kind: "again" };

/** What is about to be changed. `all` are the play's hosts, whose machines are leased along. */
export interface Demand {
  hosts: readonly Entrance[];
  all: () => readonly Entrance[];
}

/** Milliseconds after which a machine is asked again whether an earlier command has ended there: long enough for the loop to be given back, which writes down why it waits. */
const BUSY_MS = 5000;
/** Milliseconds after which a loop that waits for another looks again, should nobody wake it. */
const HELD_MS = 10_000;

/** What one pass holds. Its iteration's end lets go of everything. */
export class HeldHosts {
  readonly #held = new Map<string, { machine: string; admission: Admission }>();
  /** Ways that a deed wants and nobody could go: a look that does not go there itself (fetch) would want it for ever. */
  readonly #barred = new Map<string, ReceiptRefused>();
  readonly #reached: Reached;

  /** Hosts that do not answer in this pass are left out, and what is found out here is noted there. */
  constructor(reached: Reached) {
    this.#reached = reached;
  }

  admissionTo({ way }: Entrance): Admission {
    const refusal = this.#barred.get(wayKey(way));
    return refusal === undefined ? this.#held.get(wayKey(way))?.admission ?? {} : { refusal };
  }

  /**
   * Sees to it that the machines of `hosts` are held. `taken` means that somebody else may have been at work there since the look: look
   * again. A host that cannot be reached is left out, which the next look will tell; one that has booted since is another machine. One that
   * would not be held is known for that: its deeds are refused.
   */
  async demand(
    { hosts, all }: Demand,
    world: World,
    signal: AbortSignal,
  ): Promise<"held" | "taken" | "stopped" | InTheWay> {
    const open = hosts.filter(({ way }) => !this.#barred.has(wayKey(way)));
    if (open.every(({ way }) => this.#held.has(wayKey(way)) && this.#reached.whyAway(way.host) === undefined)) {
      const found = await this.#reachable(open, world);
      const ways = new Set(open.map(({ way }) => wayKey(way)));
      if (found.length === ways.size && found.every((each) => this.#holds(each))) return "held";
    }
    const wanted = await this.#reachable([...all(), ...hosts], world);
    this.#bar(hosts, new Set(wanted.map(({ entrance }) => wayKey(entrance.way))));
    const taken = await world.hosts.take(
      wanted.map(({ entrance, shell: { machine } }) => ({ host: entrance.way.host, machine })),
    );
    if ("heldBy" in taken) {
      const { loop, name, host } = taken.heldBy;
      return {
        kind: "again",
        afterMs: HELD_MS,
        reason: `waits for loop ${loop} (${name}), at work on ${host}`,
        waitsFor: loop,
      };
    }
    const told = wanted.filter((each) => !this.#holds(each));
    const states = await fanOut(told, FORKS, (each) => this.#tell(each, taken.holds, { world, signal }));
    if (signal.aborted) return "stopped";
    const busy = told.find((_, index) => states[index] === "busy");
    if (busy === undefined) return "taken";
    return {
      kind: "again",
      afterMs: BUSY_MS,
      reason: `waits for an earlier command that still runs on ${busy.entrance.way.host}`,
    };
  }

  /** The hosts that answer, each way into them once. */
  async #reachable(entrances: readonly Entrance[], { shells }: World): Promise<Entered[]> {
    const asked = entrances.filter(({ way }) => this.#reached.whyAway(way.host) === undefined);
    const different = [...new Map(asked.map((entrance) => [wayKey(entrance.way), entrance])).values()];
    const found = await fanOut(different, FORKS, async (entrance) => {
      try {
        return [{ entrance, shell: await shells.get(entrance) }];
      } catch (error) {
        if (!cannotBeAsked(error)) throw error;
        // Who cannot become another user may still be entered as himself.
        if (error instanceof HostUnreachable && !(error instanceof NotAwaited)) {
          this.#reached.away(entrance.way.host, error.message);
        }
        return [];
      }
    });
    return found.flat();
  }

  #bar(hosts: readonly Entrance[], entered: ReadonlySet<string>): void {
    for (const { way } of hosts) {
      const key = wayKey(way);
      const why = this.#reached.whyAway(way.host) ?? `${way.host} cannot be entered`;
      if (entered.has(key)) this.#barred.delete(key);
      else this.#barred.set(key, new ReceiptRefused(why, why));
    }
  }

  #holds({ entrance, shell }: Entered): boolean {
    return this.#held.get(wayKey(entrance.way))?.machine === shell.machine;
  }

  /** Tells a machine who has it now, whatever else comes of it. */
  async #tell(
    { entrance, shell }: Entered,
    holds: ReadonlyMap<string, Hold>,
    { world, signal }: { world: World; signal: AbortSignal },
  ): Promise<"free" | "busy" | "stopped" | "away"> {
    const { machine } = shell;
    const hold = holds.get(machine);
    if (hold === undefined) throw new Error(`${entrance.way.host} was leased without a lease`);
    try {
      const state = await told(hold, { entrance, shell }, { world, signal });
      if (state === "free") this.#held.set(wayKey(entrance.way), { machine, admission: { hold } });
      return state;
    } catch (error) {
      if (signal.aborted) return "stopped";
      if (cannotBeAsked(error)) {
        this.#reached.away(entrance.way.host, error.message);
        return "away";
      }
      if (!(error instanceof ReceiptRefused)) throw error;
      this.#held.set(wayKey(entrance.way), { machine, admission: { refusal: error } });
      return "free";
    }
  }
}

/**
 * Looks, and leases the machines that the look wants to change; then looks again, until it wants to change nothing but what is held. Returns
 * what the last look saw, or why nothing may be done.
 */
export async function lookUntilHeld<T>(
  look: () => Promise<T>,
  wants: (seen: T) => Demand,
  { hosts, world }: { hosts: HeldHosts; world: World },
  signal: AbortSignal,
): Promise<T | "stopped" | InTheWay> {
  for (;;) {
    const seen = await look();
    if (signal.aborted) return "stopped";
    const demand = wants(seen);
    const holding = demand.hosts.length === 0 ? "held" : await hosts.demand(demand, world, signal);
    if (holding === "held") return seen;
    if (holding !== "taken") return holding;
  }
}

/** A host with a way into it. */
interface Entered {
  entrance: Entrance;
  shell: Shell;
}

/** Tells a machine who has it; once more where the session turns out to have died since it was used last. */
async function told(
  hold: Hold,
  { entrance, shell }: Entered,
  { world, signal }: { world: World; signal: AbortSignal },
): Promise<"free" | "busy"> {
  try {
    return await droppingBroken(entrance, world, () => shell.hold(hold, signal));
  } catch (error) {
    if (!(error instanceof ShellBroken) || signal.aborted) throw error;
    const another = await world.shells.get(entrance);
    if (another.machine !== shell.machine) throw error;
    return await droppingBroken(entrance, world, () => another.hold(hold, signal));
  }
}
