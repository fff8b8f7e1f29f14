// Loops with which nobody can go on, and what to type instead.
import type { Loop } from "../model/loop.ts";
import type { Context } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { Refusal } from "./refusal.ts";

/** Throws Refusal for a loop that has ended otherwise than by converging. One of the original program that is blocked can go on once it has what it lacks. */
export function refuseEnded({ type }: Context, loop: Loop): void {
  const { id, status, reason, options } = loop;
  const known = options !== null;
  if (status === "failed" || status === "cancelled" || (status === "blocked" && known)) {
    throw new Refusal(`Loop ${id} has ended: ${status}${reason ? ` (${reason})` : ""}`, {
      hint: `What happened: ${type(`history ${id} --actions`)}${known ? `; ${type(`retry ${id}`)} begins anew` : ""}`,
      exit: { failed: exitCode.notConverged, blocked: exitCode.blocked, cancelled: exitCode.usage }[status],
      kind: status,
    });
  }
}
