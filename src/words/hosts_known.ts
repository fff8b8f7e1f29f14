// What several loops know of one machine of one name, put together; and an inventory's hosts with what is known of each.
import type { FleetHost } from "../ports/archive.ts";
import type { HostNote } from "../ports/host_notes.ts";

/** A host, whoever knows it. Times are ISO 8601. */
export interface KnownHost {
  host: string;
  address: string | null;
  port: number | null;
  user: string | null;
  groups: readonly string[];
  status: FleetHost["status"];
  /** Why it does not answer; null where it does. */
  lastError: string | null;
  seenAt: string | null;
  changedAt: string | null;
  changedAction: { loop: number; id: number; name: string; module: string } | null;
  factsAt: string | null;
  /** Who knows it, oldest first. */
  loops: { id: number; name: string }[];
}

/** Each machine once, in the order of the rows: hosts of one name that are entered at different places are different ones. */
export function mergeFleet(rows: readonly FleetHost[]): KnownHost[] {
  return [...Map.groupBy(rows, placeOf).values()].map(merged);
}

/** The hosts of an inventory, as it has them now, with what is on record of the machine that it means. */
export function besideNotes(notes: readonly HostNote[], rows: readonly FleetHost[]): KnownHost[] {
  const known = new Map(Map.groupBy(rows, placeOf));
  return notes.map((note) => {
    const { host, address = null, port = null, user = null, groups } = note;
    const own = { host, address, port, user, groups };
    const of = known.get(placeOf(own));
    return { ...(of === undefined ? NEVER_MET : merged(of)), ...own };
  });
}

/** The rows that mean the same machine as this host. */
export function rowsOf<Row extends FleetHost>(known: KnownHost, rows: readonly Row[]): Row[] {
  return rows.filter((row) => placeOf(row) === placeOf(known));
}

const NEVER_MET: Omit<KnownHost, "host" | "address" | "port" | "user" | "groups"> = {
  status: "unknown",
  lastError: null,
  seenAt: null,
  changedAt: null,
  changedAction: null,
  factsAt: null,
  loops: [],
};

function placeOf({ host, address, port }: Pick<KnownHost, "host" | "address" | "port">): string {
  return JSON.stringify([host, address, port]);
}

function merged(rows: readonly FleetHost[]): KnownHost {
  const there = rows.filter(({ status }) => status !== "gone");
  const newest = (there.length > 0 ? there : rows).at(-1)!;
  // Who heard of it last knows best how it is; who never met it knows nothing.
  const heard = latest(there, "heardAt") ?? there.find(({ status }) => status !== "unknown") ?? newest;
  const changed = latest(rows, "changedAt");
  // A pass notes at its end who answered; what it has changed meanwhile was seen by it.
  const [met, last] = [latest(rows, "seenAt")?.seenAt ?? null, changed?.changedAt ?? null];
  const status = heard.status === "unknown" && last !== null ? "reachable" : heard.status;
  const { host, address, port, user, groups } = newest;
  return {
    host,
    address,
    port,
    user,
    groups,
    status,
    lastError: heard.status === "unknown" || heard.status === "gone" ? null : heard.lastError,
    seenAt: met !== null && last !== null && last > met ? last : met ?? last,
    changedAt: last,
    changedAction: changed?.changedAction ? { loop: changed.loop, ...changed.changedAction } : null,
    factsAt: latest(rows, "factsAt")?.factsAt ?? null,
    loops: rows.map(({ loop, loopName }) => ({ id: loop, name: loopName })),
  };
}

/** The row with the latest time; undefined where none has one. */
export function latest<Row extends FleetHost>(
  rows: readonly Row[],
  field: "seenAt" | "heardAt" | "changedAt" | "factsAt",
): Row | undefined {
  return rows.reduce<Row | undefined>(
    (best, row) => (row[field] ?? "") > (best?.[field] ?? "") ? row : best,
    undefined,
  );
}
