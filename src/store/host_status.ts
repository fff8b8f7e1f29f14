// How a host was found when it was last entered, or not.
import type { FleetHost } from "../ports/archive.ts";

const STATUSES = ["reachable", "unreachable", "unknown", "gone"] as const;

/** The column `status` of a host: the original had other words for what it knew. */
export function hostStatus(column: string | null): FleetHost["status"] {
  return STATUSES.find((status) => status === column) ?? "unknown";
}
