// The upkeep of one database: what is old goes, copies are made, the record is checked.
import type { Kysely } from "kysely";
import type { DatabaseSync } from "node:sqlite";
import { resolve } from "node:path";
import type { Clock } from "../ports/clock.ts";
import type { Upkeep } from "../ports/upkeep.ts";
import { backUp } from "./backup.ts";
import { sizeAt } from "./connection.ts";
import { foreseePrune } from "./foresee_prune.ts";
import { Pruning } from "./prune.ts";
import { explainSqlite } from "./sqlite_failure.ts";
import type { Tables } from "./tables.ts";
import { verifyRecord } from "./verify.ts";

/** What upkeep works with. */
export interface UpkeepMeans {
  path: string;
  /** The connection under `db`. */
  file: DatabaseSync;
  /** A second connection, for long reads. */
  reader(): DatabaseSync;
  db: Kysely<Tables>;
  clock: Clock;
  busyTimeoutMs: number;
}

/** The upkeep of one database. */
export function sqliteUpkeep(means: UpkeepMeans): Upkeep {
  const { path, db, file, clock, busyTimeoutMs } = means;
  const pruning = new Pruning();
  return {
    pruneStep: (keep) => pruning.step({ db, file, clock, keep }),
    backup: (target, options) => backUp(path, resolve(target), { busyTimeoutMs, ...options }),
    verify: () => new Promise((settle) => settle(verified(means))),
    foresee: (keep) => foreseePrune({ db, clock, keep }),
    // The log is not there before the first write.
    sizes: () => new Promise((settle) => settle({ file: sizeAt(path), wal: sizeAt(`${path}-wal`) })),
  };
}

function verified({ path, reader }: UpkeepMeans): string[] {
  try {
    return verifyRecord(reader());
  } catch (error) {
    throw explainSqlite(error, path);
  }
}
