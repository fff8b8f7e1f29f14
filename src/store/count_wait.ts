// How long a loop's turn had come before somebody began it: a histogram among the counters.
import type { Clock } from "../ports/clock.ts";
import { builtOnce } from "./built_once.ts";
import type { Transact } from "./tables.ts";

/** Seconds. */
export const WAIT_BOUNDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

const add = builtOnce(
  ["upto", "seconds"],
  (trx, { upto, seconds }: { upto: number; seconds: number }) =>
    trx.insertInto("counters").values({ name: "waits", labels: "{}", upto, value: 1, sum: seconds })
      .onConflict((conflict) =>
        conflict.columns(["name", "labels", "upto"]).doUpdateSet(({ eb, ref }) => ({
          value: eb("counters.value", "+", ref("excluded.value")),
          sum: eb("counters.sum", "+", ref("excluded.sum")),
        }))
      ).returning("value"),
);

/** Counts the turn that had come at `turn`; one of no time, or of a time that cannot be read, is not counted. */
export async function countWait(trx: Transact, turn: string | null, clock: Clock): Promise<void> {
  const at = turn === null ? NaN : Date.parse(turn);
  if (Number.isNaN(at)) return;
  const seconds = Math.max(0, clock.now() - at) / 1000;
  await add(trx, { upto: WAIT_BOUNDS.find((bound) => seconds <= bound) ?? Infinity, seconds });
}
