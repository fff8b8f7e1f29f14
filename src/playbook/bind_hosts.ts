// A parsed playbook meets an inventory: each play's pattern becomes the hosts that it is for.
import type { JsonObject } from "../model/json.ts";
import type { Inventory } from "../ports/inventory.ts";
import type { Playbook } from "./playbook.ts";

/** What narrows and fills in the patterns. */
export interface Binding {
  /** `--limit`. */
  limit?: string | undefined;
  /** A pattern may hold templates over these: `hosts: "{{ target }}"`. */
  extraVars?: JsonObject | undefined;
}

/**
 * The playbook with the hosts of its plays. A play without hosts stays and is skipped; `unmatched` has what named none, for a warning. Throws
 * InputError, with the place, for a pattern that makes no sense.
 */
export function bindHosts(
  playbook: Playbook,
  _inventory: Inventory,
  _binding: Binding,
): { playbook: Playbook; unmatched: string[] } {
  return { playbook, unmatched: [] };
}
