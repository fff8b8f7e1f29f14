// A host's row as the archive returns it, to make others from.
import type { FleetHost } from "../../src/ports/archive.ts";

/** `web1` of loop 1, met a minute before the captured clock's now, in two groups; nothing was changed there. */
export function fleetRow(given: Partial<FleetHost> = {}): FleetHost {
  return {
    loop: 1,
    loopName: "site",
    host: "web1",
    address: null,
    user: null,
    port: null,
    groups: ["prod", "web"],
    vars: {},
    factsAt: null,
    facts: null,
    status: "reachable",
    lastError: null,
    seenAt: "2026-11-22T15:59:00.000Z",
    heardAt: given.seenAt ?? "2026-11-22T15:59:00.000Z",
    changedAt: null,
    changedAction: null,
    ...given,
  };
}
