// A loop's row, as the model has it.
import type { Loop, LoopOptions, LoopStatus, Mode } from "../model/loop.ts";
import { readColumn } from "./json_column.ts";
import type { LoopRow } from "./tables.ts";

/** Rows of the original have no options; one that it wrote after the migration has no uid until it is claimed. */
export function loopOf(row: LoopRow): Loop {
  const options = readColumn(row.options);
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
    options: options !== null && typeof options === "object" ? options as unknown as LoopOptions : null,
    reason: row.reason,
    run: row.run,
    leaseOwner: row.lease_owner,
    leaseExpiresAt: row.lease_expires_at,
    createdAt: row.created_at,
    startedAt: row.started_at,
    completedAt: row.completed_at,
  };
}
