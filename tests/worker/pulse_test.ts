import assert from "node:assert/strict";
import { openStore } from "../../src/store/open_store.ts";
import { wait } from "../../src/worker/wait.ts";
import { stopped } from "../crash/stopped.ts";
import { eventually } from "../sshd/processes.ts";
import { loopCalled } from "./shop.ts";

/** Its thread starts within one, on a machine that has much else to do. */
const LEASE_MS = 3000;
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const never = new AbortController().signal;

/** A child that holds the only loop and is busy for so long, with a second store that wants it. */
async function busyChild(busyMs: number) {
  const folder = await Deno.makeTempDir({ prefix: "pulse-" });
  const path = `${folder}/loops.db`;
  const store = await openStore(path, { create: true, clock });
  await store.queue.submit(loopCalled("site"));
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "-A",
      "--no-check",
      new URL("children/heavy_work.ts", import.meta.url).pathname,
      path,
      `${LEASE_MS}`,
      `${busyMs}`,
    ],
    stdout: "piped",
  }).spawn();
  const words = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  assert.equal((await words.read()).value, "busy\n");
  return {
    store,
    path,
    child,
    steal: () => store.queue.claim(1, { name: "thief", leaseMs: 60_000 }),
    said: async () => (await words.read()).value,
    [Symbol.asyncDispose]: async () => {
      try {
        child.kill("SIGKILL");
      } catch {
        // It has ended by itself.
      }
      await child.status;
      await words.cancel();
      await store.close();
      await Deno.remove(folder, { recursive: true });
    },
  };
}

Deno.test("openPulse() keeps the leases of a worker whose main thread is busy for longer than they last", async () => {
  await using busy = await busyChild(LEASE_MS * 2);
  for (const until = Date.now() + LEASE_MS * 1.7; Date.now() < until; await wait(50, never)) {
    assert.equal(await busy.steal(), null);
  }
  assert.deepEqual((await busy.store.queue.workers()).map(({ name }) => name), ["heavy"]);
  assert.equal(await busy.said(), "held\n");
});

Deno.test("openPulse() does not keep the leases of a process that is stopped, nor take them back when it goes on", async () => {
  await using busy = await busyChild(LEASE_MS * 2);
  busy.child.kill("SIGSTOP");
  await stopped(busy.child.pid, busy.path);
  const stolen = await eventually("its lease to run out", () => busy.steal());
  assert.equal(stolen.owner, "thief");
  busy.child.kill("SIGCONT");
  assert.equal(await busy.said(), "LeaseLost\n");
  assert.equal((await busy.store.archive.loop(1))?.leaseOwner, "thief");
});
