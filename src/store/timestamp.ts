// How times are written in the database.
import type { Clock } from "../ports/clock.ts";

/** ISO 8601, UTC, milliseconds: text that sorts as time does. `inMs` from now. */
export function timestamp(clock: Clock, inMs = 0): string {
  return new Date(clock.now() + inMs).toISOString();
}
