// What there is without any inventory: this machine, by the names that everybody knows.
import type { Inventory } from "../ports/inventory.ts";

/** Names of this machine, which need no inventory. */
export const HERE = ["localhost", "127.0.0.1", "::1"];

/** The inventory of whoever gives none. */
export function implicitInventory(): Inventory {
  return {
    sources: [],
    hosts: [],
    groups: new Map([["all", []], ["ungrouped", []]]),
    children: new Map([["all", ["ungrouped"]]]),
    members: new Map([["all", []], ["ungrouped", []]]),
    warnings: [],
    groupsOf: () => [],
    variables: () => new Map(),
    origins: () => new Map(),
    fileOf: () => undefined,
    select: (pattern) => {
      const parts = [pattern].flat();
      const hosts = [...new Set(parts.filter((part) => HERE.includes(part)))];
      return { hosts, unmatched: parts.filter((part) => !HERE.includes(part)) };
    },
  };
}
