// What became of a deed, asked of its host.
import type { Receipt, ReceiptState } from "../model/command.ts";
import { CannotBecome, HostUnreachable, ShellBroken } from "../model/errors.ts";
import type { Entrance } from "../model/way.ts";
import { droppingBroken } from "./perform.ts";
import type { World } from "./world.ts";

/**
 * Settles a receipt; one that still runs is ended, where `end` says so then, and settled anew. Throws what `cannotBeAsked` knows, and ReceiptRefused
 * where a receipt cannot be read or written.
 */
export async function askReceipt(
  receipt: Receipt,
  entrance: Entrance,
  { world, end }: { world: World; end(): boolean },
  signal?: AbortSignal,
): Promise<ReceiptState> {
  return await droppingBroken(entrance, world, async () => {
    const shell = await world.shells.get(entrance);
    const found = await shell.settle(receipt, signal);
    if (found.state !== "running" || !end()) return found;
    await shell.end(receipt);
    return await shell.settle(receipt, signal);
  });
}

/** Whether an error only says that a host does not answer us: another try may find it there. */
export function cannotBeAsked(error: unknown): error is HostUnreachable | ShellBroken | CannotBecome {
  return error instanceof HostUnreachable || error instanceof ShellBroken || error instanceof CannotBecome;
}
