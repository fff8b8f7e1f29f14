// A worker: loops side by side, the record kept in shape, people told.
import type { WorkAll } from "./work.ts";
import { messenger } from "../transports/messenger.ts";
import { deliver } from "../worker/deliver.ts";
import { Upkeeping } from "../worker/upkeeping.ts";
import { workAll } from "../worker/worker.ts";
import { type CrewMeans, withCrew } from "./with_crew.ts";

/** Works until it is stopped. Throws StoreError when the database is lost. */
export async function workMany(
  { stop, signal, concurrency, pollMs, keep, tell, events }: WorkAll,
  hands: Omit<CrewMeans, "events">,
): Promise<void> {
  const { store, clock } = hands;
  const upkeeping = new Upkeeping(store.upkeep, { keep, clock });
  await withCrew({ ...hands, events }, async (crew) => {
    const over = new AbortController();
    const delivering = deliver(
      { outbox: store.outbox, messenger: messenger(), clock, wait: crew.wait },
      {},
      over.signal,
    );
    try {
      await workAll({ ...crew, concurrency, pollMs, tell, idle: () => upkeeping.step() }, { stop, signal });
    } finally {
      over.abort();
      await delivering;
    }
  });
}
