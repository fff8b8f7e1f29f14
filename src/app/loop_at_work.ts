// One claimed loop with everything that it needs: playbook, shells, journal; turn after turn.
import { implicitInventory } from "../inventory/implicit.ts";
import { runLoop } from "../engine/run_loop.ts";
import type { World } from "../engine/world.ts";
import type { Lease, Loop, Next } from "../model/loop.ts";
import type { Way } from "../model/way.ts";
import type { Clock } from "../ports/clock.ts";
import type { Events } from "../ports/events.ts";
import type { Files } from "../ports/files.ts";
import type { Modules } from "../ports/module.ts";
import type { Playbook } from "../playbook/playbook.ts";
import type { Transport } from "../ports/transport.ts";
import type { Store } from "../store/open_store.ts";
import { localFiles } from "../transports/local_files.ts";
import type { Walking } from "../worker/crew.ts";
import { KeptShells } from "../worker/kept_shells.ts";
import type { Memories } from "./memories.ts";

/** What loops are opened with. */
export interface Means {
  store: Store;
  events: Events;
  clock: Clock;
  wait: World["wait"];
  transport: Transport;
  modules: Modules;
  memories: Memories;
  /** The playbook of a loop, its files read through `files`. Throws InputError. */
  read(loop: Loop, files: Files): Playbook;
}

/** A loop that this process works on, under one lease. Disposing closes its shells. */
export interface LoopAtWork {
  /** Walks it until it has something to say. The run may be another one than last time. Throws InputError for a playbook that cannot be read any more. */
  turn(lease: Lease, walking: Walking): Promise<Next>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens a claimed loop. */
export function openLoop(means: Means): LoopAtWork {
  const { store, transport, modules, events, clock, wait } = means;
  const shells = new KeptShells(transport);
  const local = (host: string) => ({ way: { host, connection: "local" as const } });
  const entrances = { to: local, again: (way: Way) => ({ way }) };
  return {
    turn: async (lease, { held, signals }) => {
      const { loop, token } = lease;
      if (loop.options?.file === undefined) {
        const reason = "a goal in plain words needs a language model, which is not built yet";
        return { kind: "done", status: "blocked", reason };
      }
      // A session takes 10 ms to start, and the playbook as long to read: side by side. Whoever needs the shell hears of its failure. Nobody
      // waits for a later run of a continuous loop, which may need none.
      if (loop.lastRunAt === null) shells.get(entrances.to("localhost")).catch(() => {});
      const files = store.keptFiles(lease, localFiles());
      const playbook = means.read(loop, files);
      return await runLoop({ loop, token }, {
        journal: store.journal(lease),
        modules,
        shells,
        entrances,
        inventory: implicitInventory(),
        hosts: store.hostLeases(lease),
        held,
        files,
        events,
        clock,
        policy: { kind: "allow all" },
        wait,
        decides: { by: "playbook", playbook },
        ...means.memories.of(loop),
      }, signals);
    },
    [Symbol.asyncDispose]: () => shells[Symbol.asyncDispose](),
  };
}
