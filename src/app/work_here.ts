// One loop, worked on by this process and nobody else: to its end, to a question that nobody answers, or until it is stopped.
import type { Work, Worked } from "./work.ts";
import type { Lease, Next } from "../model/loop.ts";
import { messenger } from "../transports/messenger.ts";
import { deliver, deliverNow } from "../worker/deliver.ts";
import { wait } from "../worker/wait.ts";
import { workOne } from "../worker/work_one.ts";
import { askOpen } from "./ask_open.ts";
import { type CrewMeans, withCrew } from "./with_crew.ts";

/** Milliseconds at the end for what is on its way to people, and again for what has not been sent yet. */
const TELL_MS = 5000;

/** Where somebody is there to answer, asks and goes on; the loop is given back while it asks. People are told as it goes, and before the end. */
export async function workHere(
  first: Lease,
  work: Work,
  hands: Omit<CrewMeans, "events"> & { claim(id: number): Promise<Lease | null> },
): Promise<Worked> {
  if (first.loop.options?.notify === undefined) return await workToEnd(first, work, hands);
  const { store, clock } = hands;
  const delivery = { outbox: store.outbox, messenger: messenger(), clock, wait };
  const over = new AbortController();
  const delivering = deliver(delivery, { graceMs: TELL_MS }, over.signal);
  try {
    return await workToEnd(first, work, hands);
  } finally {
    over.abort();
    await delivering;
    await deliverNow(delivery, { loop: first.loop.id, withinMs: TELL_MS }, work.signal);
  }
}

async function workToEnd(
  first: Lease,
  { ask, events, passwords = {}, ...stops }: Work,
  { claim, ...hands }: Omit<CrewMeans, "events"> & { claim(id: number): Promise<Lease | null> },
): Promise<Worked> {
  const { store } = hands;
  const { id } = first.loop;
  let lease = first;
  while (true) {
    const next: Next = await withCrew(
      { ...hands, events, passwords },
      (crew) => workOne(lease, crew, stops),
    );
    if (next.kind !== "paused" || ask === undefined || stops.stop.aborted) return next;
    if (!await askOpen(id, store, { ask, by: stops.by })) return next;
    const again = await claim(id);
    if (again === null) return { kind: "taken", by: (await store.archive.loop(id))?.leaseOwner ?? "nobody" };
    lease = again;
  }
}
