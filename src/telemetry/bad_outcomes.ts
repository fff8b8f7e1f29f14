// The outcomes of a task on a host that somebody has to see.
import type { Outcome } from "../model/event.ts";

const BAD: ReadonlySet<Outcome> = new Set(["failed", "unreachable", "interrupted", "denied"]);

/** Whether it did not come out well: what ended before its time or was denied is told as a failure is. */
export function isBad(outcome: Outcome): boolean {
  return BAD.has(outcome);
}
