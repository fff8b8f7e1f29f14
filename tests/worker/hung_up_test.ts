// A terminal that goes away asks nothing of its loop: whoever works goes on with it.
import assert from "node:assert/strict";
import { workOne } from "../../src/worker/work_one.ts";
import { CONVERGED, type Hiring, loopCalled, Shop, untilStopped } from "./shop.ts";

const STANDING = "select status, next_run_at, reason, suspended_by, lease_owner from loops";

/** A loop after its terminal went away, ten seconds after it was begun. */
async function leftAlone(shop: Shop, walk: NonNullable<Hiring["walk"]>, mode: "single" | "continuous") {
  const crew = await shop.crew("w", { walk });
  const interval = mode === "continuous" ? { interval: 60 } : {};
  const { lease } = await crew.queue.submit(loopCalled("site", { mode, ...interval }), crew.owner);
  const stop = new AbortController();
  const { signal } = new AbortController();
  const working = workOne(lease!, crew, { stop: stop.signal, signal, by: "anna", unasked: () => true });
  await shop.time.advance(10_000);
  stop.abort();
  await shop.time.advance(0);
  assert.deepEqual(await working, { kind: "stopped" });
  return crew.queue;
}

Deno.test("workOne() whose terminal went away leaves the loop to any worker", async () => {
  await using shop = new Shop();
  const now = new Date(shop.time.now() + 10_000).toISOString();
  const queue = await leftAlone(shop, untilStopped, "single");
  assert.deepEqual(shop.rows(STANDING), [
    { status: "pending", next_run_at: now, reason: "its worker was stopped", suspended_by: null, lease_owner: null },
  ]);
  assert.equal((await queue.claimNext({ name: "other", leaseMs: 1000 }))?.loop.id, 1);
});

Deno.test("workOne() whose terminal goes away between two runs leaves the next one its time", async () => {
  await using shop = new Shop();
  const began = shop.time.now();
  const queue = await leftAlone(shop, () => CONVERGED, "continuous");
  const next = new Date(began + 60_000).toISOString();
  assert.deepEqual(shop.rows(STANDING), [
    { status: "waiting", next_run_at: next, reason: "every 1 min", suspended_by: null, lease_owner: null },
  ]);
  assert.equal(await queue.claimNext({ name: "other", leaseMs: 1000 }), null);
  await shop.time.advance(50_000);
  assert.equal((await queue.claimNext({ name: "other", leaseMs: 1000 }))?.loop.run, 2);
});
