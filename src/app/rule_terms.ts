// What rules and looks are read with, where a loop has modules and an inventory.
import type { Inventory } from "../ports/inventory.ts";
import type { Modules } from "../ports/module.ts";
import type { RuleTerms } from "../rules/read_rules.ts";

/** Patterns of hosts are those that the inventory can select by. */
export function ruleTerms(modules: Modules, inventory: Pick<Inventory, "select">): Required<RuleTerms> {
  return { modules, checkPattern: (pattern) => void inventory.select(pattern) };
}
