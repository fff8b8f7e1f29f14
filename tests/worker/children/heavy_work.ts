// A worker that says so, is too busy for its heartbeats for a while, and says whether it has its loop yet.
import { Heartbeats } from "../../../src/worker/heartbeats.ts";
import { wait } from "../../../src/worker/wait.ts";
import { openStore } from "../../../src/store/open_store.ts";

const [path = "", leaseMs = "", busyMs = ""] = Deno.args;
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
await using store = await openStore(path, { create: false, clock });
using pulse = store.pulse();
const owner = { name: "heavy", leaseMs: Number(leaseMs) };
const lease = await store.queue.claim(1, owner);
const trouble = () => {};
const heartbeats = new Heartbeats({
  queue: store.queue,
  clock,
  owner,
  pulse,
  wait,
  concurrency: 1,
  pulseAfterMs: 0,
  trouble,
});
const kept = heartbeats.hold(lease!);
await heartbeats.beat();
say("busy");
for (const until = performance.now() + Number(busyMs); performance.now() < until;);
say(await kept.held().then(() => "held", (error) => error.name));
await heartbeats.close();

function say(word: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${word}\n`));
}
