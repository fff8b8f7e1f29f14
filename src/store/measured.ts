// What metrics tell of the whole record.
import type { Kysely } from "kysely";
import type { Clock } from "../ports/clock.ts";
import type { Measured } from "../ports/measured.ts";
import { countAll } from "./survey_counts.ts";
import type { Tables } from "./tables.ts";

/** Everything that is measured, now. */
export async function measureAll(
  db: Kysely<Tables>,
  { sizes }: { clock: Clock; sizes(): Promise<{ file: number; wal: number }> },
): Promise<Measured> {
  const counts = await countAll(db);
  const { file, wal } = await sizes();
  return {
    loops: Object.entries(counts.loops).map(([status, value]) => ({ labels: { status }, value })),
    runs: [],
    iterations: [],
    actions: [],
    drifts: [],
    openDrifts: counts.openDrifts,
    openPrompts: [],
    oldestPromptSeconds: 0,
    answeredPrompts: [],
    modelCalls: [],
    modelTokens: [],
    modelCost: [],
    due: 0,
    longestDueSeconds: 0,
    queueLatency: { labels: {}, upTo: [], sum: 0, count: 0 },
    workers: 0,
    working: 0,
    oldestLeaseSeconds: 0,
    databaseBytes: file,
    walBytes: wal,
  };
}
