// The inventory of whoever names none.
import { readInventory } from "../../src/inventory/read_inventory.ts";
import type { Inventory } from "../../src/ports/inventory.ts";
import { memoryFiles } from "./memory_files.ts";

/** This machine alone, as a run without `-i` has it. */
export function implicitInventory(): Inventory {
  return readInventory([], { files: memoryFiles({}) });
}
