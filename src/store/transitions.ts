// How an action may go from one status to the next.
import type { ActionStatus } from "../model/action.ts";

/**
 * A pending action may end without a deed: denied, skipped, found to be so already, or its look cut short. A running one whose receipt says that
 * it never started is `skipped`: it was written down, and not done. Ends are final: what is on record as done stays done.
 */
const NEXT: Record<ActionStatus, ActionStatus[]> = {
  pending: ["running", "completed", "failed", "denied", "skipped", "interrupted"],
  running: ["completed", "failed", "interrupted", "skipped"],
  completed: [],
  failed: [],
  denied: [],
  skipped: [],
  interrupted: [],
};

/** Statuses an action's row may begin with. An interrupted one was running before. */
const FIRST: ActionStatus[] = ["pending", "running", "completed", "failed", "denied", "skipped"];

/** Throws on a transition that no action makes: our bug, and the row is left as it is. */
export function demandTransition(id: number, from: string, to: ActionStatus): void {
  if ((NEXT as Record<string, ActionStatus[] | undefined>)[from]?.includes(to)) return;
  throw new Error(`Action ${id} is ${from} and cannot become ${to}`);
}

/** Throws when an action cannot be noted in this status. */
export function demandFirst(name: string, status: ActionStatus): void {
  if (!FIRST.includes(status)) throw new Error(`Action "${name}" cannot be noted as ${status}`);
}

/** Whether an action in this status has ended. */
export function hasEnded(status: ActionStatus): boolean {
  return status !== "pending" && status !== "running";
}
