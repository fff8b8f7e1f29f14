// Pages of the record in SQLite.
import type { Kysely } from "kysely";
import type { Clock } from "../ports/clock.ts";
import type { Survey } from "../ports/survey.ts";
import type { Tables } from "./tables.ts";

/** The survey of one database. `sizes`: bytes on disk. */
export function sqliteSurvey(
  _db: Kysely<Tables>,
  _means: { clock: Clock; sizes(): Promise<{ file: number; wal: number }> },
): Survey {
  const empty = () => Promise.resolve({ rows: [], next: null });
  const none = () => Promise.reject(new Error("to be written"));
  const statuses = { pending: 0, running: 0, waiting: 0, paused: 0, completed: 0, failed: 0, blocked: 0, cancelled: 0 };
  return {
    loops: empty,
    line: () => Promise.resolve(undefined),
    counts: () => Promise.resolve({ loops: statuses, openPrompts: 0, openDrifts: 0, hosts: 0, unreachable: 0 }),
    iterations: empty,
    timeline: () => Promise.resolve([]),
    iterationBefore: () => Promise.resolve(undefined),
    actions: empty,
    prompts: empty,
    hosts: empty,
    hostChanges: empty,
    drifts: empty,
    measure: none,
    sources: none,
    observations: none,
  };
}
