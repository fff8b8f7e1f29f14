// One loop, worked on by this process and nobody else: to its end, to a question that nobody answers, or until it is stopped.
import type { Work, Worked } from "../app.ts";
import type { Lease, Next } from "../model/loop.ts";
import { messenger } from "../transports/messenger.ts";
import { deliverNow } from "../worker/deliver.ts";
import { wait } from "../worker/wait.ts";
import { workOne } from "../worker/work_one.ts";
import { askOpen } from "./ask_open.ts";
import { type Hands, withCrew } from "./with_crew.ts";

/** Where somebody is there to answer, asks and goes on; the loop is given back while it asks. What people are to be told is sent before the end. */
export async function workHere(
  first: Lease,
  { stop, signal, by, ask, events }: Work,
  { claim, ...hands }: Omit<Hands, "events"> & { claim(id: number): Promise<Lease | null> },
): Promise<Worked> {
  const { store, clock } = hands;
  const { id, options } = first.loop;
  const told = async (next: Worked): Promise<Worked> => {
    if (options?.notify === undefined) return next;
    await deliverNow({ outbox: store.outbox, messenger: messenger(), clock, wait }, { loop: id }, signal);
    return next;
  };
  let lease = first;
  while (true) {
    const next: Next = await withCrew({ ...hands, events }, (crew) => workOne(lease, crew, { stop, signal, by }));
    if (next.kind !== "paused" || ask === undefined || stop.aborted) return await told(next);
    if (!await askOpen(id, store, ask)) return await told(next);
    const again = await claim(id);
    if (again === null) return { kind: "taken", by: (await store.archive.loop(id))?.leaseOwner ?? "nobody" };
    lease = again;
  }
}
