// Receipts whose ends are on record are of no more use on their hosts.
import { FORKS } from "../model/forks.ts";
import type { RecordedAction } from "../model/action.ts";
import type { Receipt } from "../model/command.ts";
import type { Entrance } from "../model/way.ts";
import { fanOut } from "./fan_out.ts";
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
  const byWay = new Map<string, { entrance: Entrance; receipts: Receipt[] }>();
  for (const action of actions) {
    if (action.startedAt === null || action.completedAt === null) continue;
    const entrance = entranceOfRecord(action, world);
    const key = wayKey(entrance.way);
    const known = byWay.get(key) ?? { entrance, receipts: [] };
    byWay.set(key, known);
    known.receipts.push({ loop: charge.loop.uid, action: action.id, token: charge.token });
  }
  await fanOut([...byWay.values()], FORKS, async ({ entrance, receipts }) => {
    const forgetting = droppingBroken(entrance, world, async () => (await world.shells.get(entrance)).forget(receipts));
    await Promise.allSettled([forgetting]);
  });
}
