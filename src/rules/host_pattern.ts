// For which hosts a learned rule is: those that were treated, and no others.

/** Hosts of a loop, and groups with their hosts, `all` among them where there is an inventory. */
export interface Among {
  hosts: readonly string[];
  groups: ReadonlyMap<string, readonly string[]>;
}

/**
 * A group's name, where the loop's hosts in it are these and no more; else the hosts by name. Nothing where they are all hosts of the loop and of its
 * inventory: a loop that was limited to a few says nothing of the others.
 */
export function hostPattern(treated: readonly string[], { hosts: all, groups }: Among): { hosts?: string } {
  const among = (of: readonly string[]) => of.filter((host) => all.includes(host));
  const equal = (of: readonly string[]) => of.length === treated.length && of.every((host) => treated.includes(host));
  const inventory = groups.get("all") ?? [];
  if (equal(all) && inventory.every((host) => all.includes(host))) return {};
  const group = [...groups].find(([name, members]) => name !== "all" && name !== "ungrouped" && equal(among(members)));
  return { hosts: group?.[0] ?? treated.join(",") };
}
