// What metrics tell of the whole record: counters that are kept as it is written, and a few counts of this moment.
import type { Kysely } from "kysely";
import type { Clock } from "../ports/clock.ts";
import type { Measured } from "../ports/measured.ts";
import { WAIT_BOUNDS } from "./count_wait.ts";
import { cumulated, histograms, measurements } from "./counters_read.ts";
import { askedNow, workNow } from "./measured_now.ts";
import { DURATIONS } from "./migrations/0006_counters.ts";
import { countAll } from "./survey_counts.ts";
import type { Tables } from "./tables.ts";

/** Everything that is measured, now. */
export async function measureAll(
  db: Kysely<Tables>,
  { clock, sizes }: { clock: Clock; sizes(): Promise<{ file: number; wal: number }> },
): Promise<Measured> {
  const counts = await countAll(db);
  const { file, wal } = await sizes();
  const [waits] = await histograms(db, "waits", WAIT_BOUNDS);
  return {
    loops: Object.entries(counts.loops).map(([status, value]) => ({ labels: { status }, value })),
    runs: await measurements(db, "runs"),
    iterations: await histograms(db, "iterations", DURATIONS),
    actions: await measurements(db, "actions"),
    drifts: await measurements(db, "drifts"),
    openDrifts: counts.openDrifts,
    ...await askedNow(db, clock),
    answeredPrompts: await measurements(db, "answers"),
    modelCalls: await measurements(db, "calls"),
    modelTokens: await measurements(db, "tokens"),
    modelCost: await measurements(db, "cost"),
    ...await workNow(db, clock),
    queueLatency: waits ?? { labels: {}, ...cumulated([], WAIT_BOUNDS) },
    databaseBytes: file,
    walBytes: wal,
  };
}
