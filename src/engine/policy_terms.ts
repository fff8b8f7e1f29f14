// What policies compare an action with, as the world of a loop knows it.
import type { Terms } from "../policy/terms.ts";
import type { Inventory } from "../ports/inventory.ts";
import type { World } from "./world.ts";

/** What policies compare with. */
export function policyTerms({ environment, inventory }: World): Omit<Terms, "by" | "as"> {
  return {
    environment,
    groups: (host: string) => inventory.groupsOf(host),
    added: (host: string) => inventory.isAdded(host),
    named: (name: string) => isNamed(name, inventory),
  };
}

/** Whether a host that people wrote down is called so, or lies at this address. */
function isNamed(name: string, inventory: Inventory): boolean {
  return inventory.hosts.some((host) => {
    if (inventory.isAdded(host)) return false;
    if (host.toLowerCase() === name) return true;
    const address = inventory.heard(host).has("ansible_host") ? null : inventory.variables(host).get("ansible_host");
    return typeof address === "string" && address.toLowerCase() === name;
  });
}
