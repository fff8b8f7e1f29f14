// Which loop may change which machine. A lease is on the machine, whatever its names in inventories are.
import type { Hold } from "../model/command.ts";

/** A machine that a pass wants to change. */
export interface Wanted {
  /** As the host itself tells it (`Shell.machine`). */
  machine: string;
  /** What the playbook calls it, for people. */
  host: string;
}

/** The host leases of one loop: valid while the loop's own lease is, and let go of when the iteration is closed or the loop given back. */
export interface HostLeases {
  /**
   * All of them or none, in one transaction. `holds` come by machine; those that the loop held before come as they are. Throws
   * LeaseLost.
   */
  take(
    wanted: readonly Wanted[],
  ): Promise<{ holds: Map<string, Hold> } | { heldBy: { loop: number; name: string; host: string } }>;
}
