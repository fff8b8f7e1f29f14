// The groups of hosts, for trying rules on what was seen before.
import type { Archive } from "../ports/archive.ts";

/** The groups of hosts, as all loops know them. */
export async function groupsKnown(archive: Pick<Archive, "fleet">): Promise<(host: string) => readonly string[]> {
  const groups = new Map<string, Set<string>>();
  for (const { host, groups: own } of await archive.fleet({})) {
    const all = groups.get(host) ?? new Set();
    for (const group of own) all.add(group);
    groups.set(host, all);
  }
  return (host) => [...groups.get(host) ?? []];
}
