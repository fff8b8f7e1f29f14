// Receipts whose ends are on record are of no more use on their hosts.
import type { RecordedAction } from "../model/action.ts";
import { droppingBroken, entranceOfRecord } from "./perform.ts";
import { wayKey } from "./way_key.ts";
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
  const keyOf = (action: RecordedAction) => wayKey(entranceOfRecord(action, world).way);
  const ways = new Set(ended.map(keyOf));
  await Promise.allSettled([...ways].map(async (way) => {
    const mine = ended.filter((action) => keyOf(action) === way);
    const entrance = entranceOfRecord(mine[0]!, world);
    const receipts = mine.map(({ id }) => ({ loop: charge.loop.uid, action: id, token: charge.token }));
    await droppingBroken(entrance, world, async () => (await world.shells.get(entrance)).forget(receipts));
  }));
}
