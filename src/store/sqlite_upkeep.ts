// The upkeep of one database: what is old goes, copies are made, the record is checked.
import type { Kysely } from "kysely";
import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../ports/clock.ts";
import type { Upkeep } from "../ports/upkeep.ts";
import type { Tables } from "./tables.ts";

/** What upkeep works with. */
export interface UpkeepMeans {
  path: string;
  file: DatabaseSync;
  db: Kysely<Tables>;
  clock: Clock;
  busyTimeoutMs: number;
}

/** The upkeep of one database. */
export function sqliteUpkeep(_means: UpkeepMeans): Upkeep {
  return {
    pruneStep: () =>
      Promise.resolve({ removed: { outputs: 0, events: 0, iterations: 0, actions: 0, notifications: 0 }, more: false }),
    backup: () => Promise.reject(new Error("not yet")),
    verify: () => Promise.resolve([]),
    sizes: () => Promise.resolve({ file: 0, wal: 0, outputs: 0 }),
  };
}
