// A loop's row, as the model has it.
import type { Loop, LoopOptions, LoopStatus, Mode } from "../model/loop.ts";
import { readColumn, readObject, requestOf } from "./json_column.ts";
import type { LoopRow } from "./tables.ts";

/** Rows of the original have no options; one that it wrote after the migration has no uid until it is claimed. */
export function loopOf(row: LoopRow): Loop {
  return {
    id: row.id,
    uid: row.uid ?? "",
    name: row.name,
    status: row.status as LoopStatus,
    mode: row.mode as Mode,
    desiredState: row.desired_state,
    inventory: row.inventory,
    groups: readColumn(row.groups),
    interval: row.interval,
    options: readObject(row.options) as LoopOptions | null,
    reason: row.reason,
    run: row.run,
    nextRunAt: row.next_run_at,
    suspension: row.suspended_by === null ? null : {
      by: row.suspended_by,
      reason: row.suspended_reason ?? "",
      until: row.suspended_until,
    },
    request: requestOf(row.stop_request),
    waitsFor: row.waits_for,
    failures: row.failures,
    convergedSince: row.converged_since,
    lastRunAt: row.last_run_at,
    leaseOwner: row.lease_owner,
    leaseExpiresAt: row.lease_expires_at,
    createdAt: row.created_at,
    startedAt: row.started_at,
    completedAt: row.completed_at,
  };
}
