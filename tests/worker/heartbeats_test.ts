import assert from "node:assert/strict";
import { LeaseLost, StoreError } from "../../src/model/errors.ts";
import type { Lease } from "../../src/model/loop.ts";
import type { Queue } from "../../src/ports/queue.ts";
import { Heartbeats } from "../../src/worker/heartbeats.ts";
import { loopCalled, Shop } from "./shop.ts";

const LOCKED = new StoreError("loops.db is locked", "wait");

/** One claimed loop, and heartbeats over a queue that may be out of order. */
async function holding(shop: Shop, pulseAfterMs = 1000) {
  const { queue } = await shop.store();
  await queue.submit(loopCalled("site"));
  const lease = (await queue.claim(1, { name: "w", leaseMs: 10_000 }))!;
  const order = { broken: null as Error | null, renewals: 0 };
  const renew: Queue["renew"] = async (...terms) => {
    order.renewals++;
    if (order.broken !== null) throw order.broken;
    return await queue.renew(...terms);
  };
  const pulses: Lease[][] = [];
  const pulse = { set: (leases: readonly Lease[]) => void pulses.push([...leases]), [Symbol.dispose]: () => {} };
  const crew = await shop.crew("w", { queue: { ...queue, renew } });
  const troubles: unknown[] = [];
  const heartbeats = new Heartbeats({ ...crew, pulse, pulseAfterMs, trouble: (error) => void troubles.push(error) });
  const held = heartbeats.hold(lease);
  // The first beat is at once: it makes the worker's row.
  await shop.time.advance(0);
  order.renewals = 0;
  return { queue, lease, heartbeats, held, order, troubles, pulses };
}

Deno.test("Heartbeats keeps a lease for as long as it is held", async () => {
  await using shop = new Shop();
  const { queue, heartbeats, held } = await holding(shop);
  await shop.time.advance(60_000);
  assert.equal(await queue.claim(1, { name: "thief", leaseMs: 1 }), null);
  await held.held();
  held.drop();
  await shop.time.advance(10_001);
  assert.notEqual(await queue.claim(1, { name: "thief", leaseMs: 1 }), null);
  await heartbeats.close();
});

Deno.test("Held.held() costs nothing while a renewal is fresh, and renews where it is not: after a stall, or when the clock was set", async () => {
  await using shop = new Shop();
  const { heartbeats, held, order } = await holding(shop);
  shop.time.stall(7900);
  await held.held();
  assert.equal(order.renewals, 0);
  shop.time.stall(200);
  await held.held();
  assert.equal(order.renewals, 1);
  shop.time.set(3_600_000);
  await held.held();
  assert.equal(order.renewals, 2);
  await held.held();
  assert.equal(order.renewals, 2);
  shop.time.stall(9000);
  shop.time.set(-3_600_000);
  await held.held();
  assert.equal(order.renewals, 3);
  await heartbeats.close();
});

Deno.test("Held.held() throws LeaseLost after a stall in which another worker took the loop", async () => {
  await using shop = new Shop();
  const { queue, heartbeats, held } = await holding(shop);
  shop.time.stall(10_001);
  await queue.claim(1, { name: "thief", leaseMs: 60_000 });
  await assert.rejects(held.held(), LeaseLost);
  assert(held.lost.aborted && held.lost.reason instanceof LeaseLost);
  await heartbeats.close();
});

Deno.test("Held.held() waits for a database that is busy for a moment, and gives up after the length of a lease", async () => {
  await using shop = new Shop();
  const { heartbeats, held, order, troubles } = await holding(shop);
  shop.time.stall(9000);
  order.broken = LOCKED;
  const answers: unknown[] = [];
  held.held().then(() => answers.push("held"));
  await shop.time.advance(5000);
  assert.equal(answers.length, 0);
  order.broken = null;
  await shop.time.advance(200);
  assert.equal(answers[0], "held");
  order.broken = LOCKED;
  shop.time.stall(9000);
  held.held().catch((error) => answers.push(error));
  await shop.time.advance(10_200);
  const last = answers.at(-1);
  assert(last instanceof LeaseLost && last.cause === LOCKED);
  assert(troubles.every((error) => error === LOCKED) && troubles.length > 0);
  assert.equal(held.lost.aborted, false);
  await heartbeats.close();
});

Deno.test("Heartbeats hear what a human wants at the next beat, or at once when they look", async () => {
  await using shop = new Shop();
  const { queue, heartbeats, held } = await holding(shop);
  await queue.suspend(1, { by: "anna", reason: "disk swap", until: null });
  assert.equal(held.asked.aborted, false);
  await heartbeats.look();
  assert.equal(held.asked.aborted, true);
  assert.deepEqual(held.request, { what: "pause", by: "anna", reason: "disk swap", until: null });
  await heartbeats.close();
});

Deno.test("Heartbeats start the thread only after a second of work, and tell it of each lease that comes and goes", async () => {
  await using shop = new Shop();
  const { heartbeats, held, lease, pulses } = await holding(shop);
  await shop.time.advance(900);
  assert.deepEqual(pulses, []);
  await shop.time.advance(100);
  assert.deepEqual(pulses, [[lease]]);
  held.drop();
  assert.deepEqual(pulses, [[lease], []]);
  await heartbeats.close();
});
