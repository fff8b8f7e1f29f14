// One of several workers: claims whatever is to be had, in turn, and prints its loops as JSON.
import { openStore } from "../../../src/store/open_store.ts";
import { StillClock } from "../scratch.ts";
import { print } from "./print.ts";

const [path = "", name = ""] = Deno.args;
await using store = await openStore(path, { create: false, clock: new StillClock() });
const mine: number[] = [];
while (true) {
  const lease = await store.queue.claimNext({ name, leaseMs: 60_000 });
  if (lease === null) break;
  mine.push(lease.loop.id);
}
print(mine);
