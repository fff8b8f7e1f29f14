// Receipts whose ends are on record are of no more use on their hosts.
import type { RecordedAction } from "../model/action.ts";
import { droppingBroken } from "./perform.ts";
import type { Charge, World } from "./world.ts";

/**
 * Removes the receipts of actions that have ended, one call a host. Called after the iteration's close: until then they are what a
 * crash is settled by. A host that cannot be reached keeps them; the fencing token that stays there refuses a late starter all the same.
 */
export async function forgetReceipts(
  actions: readonly RecordedAction[],
  charge: Charge,
  world: World,
): Promise<void> {
  const ended = actions.filter(({ startedAt, completedAt }) => startedAt !== null && completedAt !== null);
  const hosts = new Set(ended.map(({ host }) => host));
  await Promise.allSettled([...hosts].map(async (host) => {
    const mine = ended.filter((action) => action.host === host);
    const receipts = mine.map(({ id }) => ({ loop: charge.loop.uid, action: id, token: charge.token }));
    await droppingBroken(host, world, async () => (await world.shells.get(host)).forget(receipts));
  }));
}
