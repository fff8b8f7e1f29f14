// An inventory by itself, with what opens its encrypted files.
import type { LoopOptions } from "../model/loop.ts";
import { checkingVaults } from "./checked_vaults.ts";
import { sealedBy, type SealedInventory } from "./described_hosts.ts";
import { openInventory } from "./fleet.ts";

/** Reads it; `sources` as a loop's options have them. Throws InputError. */
export async function readSealed(
  sources: readonly string[],
  options: Pick<LoopOptions, "vaults">,
  signal: AbortSignal,
): Promise<SealedInventory> {
  return await checkingVaults(
    options,
    async ({ vaults }) => sealedBy(await openInventory(sources, vaults, signal), vaults),
    signal,
  );
}
