// What the writes of one journal share.
import type { Clock } from "../ports/clock.ts";
import type { LongOutputs } from "./long_outputs.ts";

/** Lent to whoever writes within a journal's transaction. */
export interface Desk {
  clock: Clock;
  /** Where long texts are kept apart; absent: they stay in their columns. */
  long?: LongOutputs;
  /** The loop is continuous: what it finds after convergence may be drift. */
  continuous?: boolean;
  /** Its goal is in words: what its decisions find to do is not told by tasks. */
  inWords?: boolean;
}
