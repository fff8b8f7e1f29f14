import assert from "node:assert/strict";
import { Kysely } from "kysely";
import type { Release } from "../../src/model/loop.ts";
import type { Queue } from "../../src/ports/queue.ts";
import {
  abandonedQuery,
  leasedQuery,
  misdatedQuery,
  ownerlessQuery,
  ownersQuery,
  pendingQuery,
  suspendedQuery,
  waitingQuery,
} from "../../src/store/next_turn.ts";
import { sqliteDialect } from "../../src/store/sqlite_dialect.ts";
import type { Tables } from "../../src/store/tables.ts";
import { runChild } from "./children.ts";
import { claimed, news, Scratch, submission } from "./scratch.ts";

const owner = { name: "w1", leaseMs: 1000 };
const other = { name: "w2", leaseMs: 1000 };

/** Submits a loop and gives it back as told. */
async function given(queue: Queue, release: Release): Promise<number> {
  const { id, lease } = await queue.submit(submission, owner);
  await queue.release(lease!, release);
  return id;
}

async function turn(queue: Queue, terms = {}): Promise<number | undefined> {
  return (await queue.claimNext(owner, terms))?.loop.id;
}

Deno.test("Queue.claimNext() takes the loop that has been claimable longest, whatever it waited for", async () => {
  await using scratch = new Scratch();
  const { queue } = await scratch.open();
  const { clock } = scratch;
  const at = (ms: number) => clock.ms + ms;
  const late = await given(queue, { kind: "again", at: at(300), reason: "late" });
  const early = await given(queue, { kind: "again", at: at(100), reason: "early" });
  const until = new Date(at(200)).toISOString();
  const paused = await given(queue, { kind: "suspended", suspension: { by: "anna", reason: "lunch", until } });
  const forever = await given(queue, { kind: "suspended", suspension: { by: "anna", reason: "gone", until: null } });
  const asks = await given(queue, { kind: "paused", reason: "asks" });
  const { id: pending } = await queue.submit(submission);
  const dead = (await queue.submit(submission, { name: "w9", leaseMs: 150 })).id;
  const next = await given(queue, {
    kind: "next run",
    at: at(250),
    reason: "every 60 s",
    ended: { status: "completed", reason: "" },
  });
  assert.equal(await turn(queue), pending);
  assert.equal(await turn(queue), undefined);
  clock.ms += 99;
  assert.equal(await turn(queue), undefined);
  clock.ms += 201;
  const order: (number | undefined)[] = [];
  for (let n = 0; n < 6; n++) order.push(await turn(queue));
  assert.deepEqual(order, [early, dead, paused, next, late, undefined]);
  const rows = scratch.raw().prepare("SELECT id FROM loops WHERE status = 'paused' ORDER BY id").all();
  assert.deepEqual(rows.map(({ id }) => id), [forever, asks]);
});

Deno.test("Queue.claimNext() takes the original's loops first, and says that it took the running one over", async () => {
  await using scratch = new Scratch();
  scratch.legacy();
  const { queue, archive } = await scratch.open();
  const { id } = await queue.submit(submission);
  assert.deepEqual([await turn(queue), await turn(queue), await turn(queue), await turn(queue)], [
    3,
    4,
    id,
    undefined,
  ]);
  assert.deepEqual(await news(archive), [
    ["submitted", null, { mode: "single" }],
    ["taken over", null, { owner: "w1", run: 1, from: null }],
    ["claimed", null, { owner: "w1", run: 1 }],
    ["claimed", null, { owner: "w1", run: 1 }],
  ]);
});

Deno.test("Queue.claimNext() takes over what a dead worker left, asks once about each and never about itself", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  for (const name of ["w1", "dead", "dead", "alive"]) await claimed(store, name);
  const asked: string[] = [];
  const isGone = (name: string) => {
    asked.push(name);
    return name === "dead";
  };
  assert.equal(await turn(queue, { isGone }), 2);
  assert.deepEqual(asked.sort(), ["alive", "dead"]);
  assert.equal(await turn(queue, { isGone }), 3);
  assert.equal(await turn(queue, { isGone }), undefined);
  assert.deepEqual((await news(archive)).slice(-2), [
    ["taken over", null, { owner: "w1", run: 1, from: "dead" }],
    ["taken over", null, { owner: "w1", run: 1, from: "dead" }],
  ]);
});

Deno.test("Queue.claimNext() leaves a rest to its worker; a dead one's goes on at its time, not before", async () => {
  await using scratch = new Scratch();
  const { queue } = await scratch.open();
  const lease = (await queue.submit(submission, other)).lease!;
  await queue.rest(lease, { kind: "again", at: scratch.clock.ms + 5000, reason: "later" });
  const isGone = () => true;
  assert.equal(await turn(queue, { isGone }), undefined);
  scratch.clock.ms += 4999;
  assert.equal(await turn(queue), undefined);
  assert.equal(await queue.nextTime(), scratch.clock.ms + 1);
  await queue.renew([lease], 1000);
  scratch.clock.ms += 1;
  assert.equal(await turn(queue), undefined);
  assert.equal(await queue.nextTime(), scratch.clock.ms + 999);
  assert.equal(await turn(queue, { isGone }), 1);
});

Deno.test("Queue.claimNext() waits for the loop that holds the host, until it lets go, dies or is taken over", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue } = store;
  const { clock } = scratch;
  const holding = async () => {
    const lease = (await queue.submit(submission, { name: "holder", leaseMs: 60_000 })).lease!;
    await store.hostLeases(lease).take([{ machine: `m${lease.loop.id}`, host: "web1" }]);
    return lease;
  };
  const waiting = (holder: number) =>
    given(queue, { kind: "again", at: clock.ms + 10_000, reason: "waits", waitsFor: holder });

  const first = await holding();
  const waiter = await waiting(first.loop.id);
  assert.equal((await store.archive.loop(waiter))?.waitsFor, first.loop.id);
  clock.ms += 10_001;
  assert.equal(await turn(queue), undefined);
  assert.equal(await queue.nextTime(), Date.parse(first.loop.leaseExpiresAt!));
  await queue.release(first, { kind: "paused", reason: "?" });
  assert.equal(await turn(queue), waiter);

  const second = await holding();
  const impatient = await waiting(second.loop.id);
  await queue.release(second, { kind: "paused", reason: "?" });
  assert.equal(await turn(queue), impatient, "woken before its time");

  const third = await holding();
  const late = await waiting(third.loop.id);
  await queue.cancel(waiter, "anna", "");
  await queue.cancel(impatient, "anna", "");
  clock.ms += 60_000;
  assert.equal(await queue.nextTime(), clock.ms);
  assert.equal(await turn(queue, {}), late, "a lease that has run out holds nothing");
  assert.equal(await turn(queue, {}), third.loop.id);

  const fourth = await holding();
  const heir = await waiting(fourth.loop.id);
  assert.equal(await turn(queue, { isGone: (name: string) => name === "holder" }), fourth.loop.id);
  assert.equal(await turn(queue), heir, "a loop taken over holds nothing yet");
});

Deno.test("Queue.release() for a host that was let go of meanwhile does not wait", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const holder = await claimed(store);
  await store.hostLeases(holder).take([{ machine: "m", host: "web1" }]);
  await store.queue.release(holder, { kind: "paused", reason: "?" });
  const id = await given(store.queue, { kind: "again", at: scratch.clock.ms + 9000, reason: "waits", waitsFor: 1 });
  assert.equal(await turn(store.queue), id);
});

Deno.test("Queue.claimNext() heeds what a dead worker was asked, and goes on to the next loop", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  for (let n = 0; n < 3; n++) await claimed(store, "dead");
  assert.equal(await queue.suspend(1, { by: "anna", reason: "lunch", until: null }), "asked");
  assert.equal(await queue.cancel(2, "anna", "wrong host"), "asked");
  assert.equal(await turn(queue, { isGone: () => true }), 3);
  const loops = await archive.loops({ all: true });
  assert.deepEqual(loops.map(({ status, reason }) => [status, reason]), [
    ["paused", "lunch"],
    ["cancelled", "cancelled by anna: wrong host"],
    ["running", null],
  ]);
  assert.deepEqual(loops.map(({ request, suspension }) => [request, suspension?.by]), [
    [null, "anna"],
    [null, undefined],
    [null, undefined],
  ]);
});

Deno.test("Queue.claim() after a dead worker goes on in spite of a pause, and not of a cancel", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, archive } = store;
  for (let n = 0; n < 2; n++) await claimed(store, "dead");
  await queue.suspend(1, { by: "anna", reason: "lunch", until: null });
  await queue.cancel(2, "anna", "");
  const isGone = () => true;
  assert.equal((await queue.claim(1, owner, { isGone }))?.loop.request, null);
  assert.equal(await queue.claim(2, owner, { isGone }), null);
  assert.equal((await archive.loop(2))?.status, "cancelled");
});

Deno.test("Queue.nextTime() is the first moment at which a loop becomes claimable by itself", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue } = store;
  const { clock } = scratch;
  assert.equal(await queue.nextTime(), null);
  await given(queue, { kind: "paused", reason: "asks" });
  await given(queue, { kind: "done", status: "completed", reason: "" });
  assert.equal(await queue.nextTime(), null);
  await claimed(store);
  assert.equal(await queue.nextTime(), clock.ms + 30_000);
  await given(queue, { kind: "again", at: clock.ms + 20_000, reason: "later" });
  assert.equal(await queue.nextTime(), clock.ms + 20_000);
  const until = new Date(clock.ms + 10_000).toISOString();
  await given(queue, { kind: "suspended", suspension: { by: "anna", reason: "", until } });
  assert.equal(await queue.nextTime(), clock.ms + 10_000);
  await queue.submit(submission);
  assert.equal(await queue.nextTime(), clock.ms);
});

Deno.test("Queue.nextTime() of a rest that a dead worker left is when the loop in its way is out of it", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue } = store;
  const holder = await claimed(store);
  await store.hostLeases(holder).take([{ machine: "m", host: "web1" }]);
  const { lease } = await queue.submit(submission, other);
  await queue.rest(lease!, { kind: "again", at: scratch.clock.ms + 2000, reason: "waits", waitsFor: 1 });
  scratch.clock.ms += 5000;
  assert.equal(await queue.claimNext(owner), null);
  assert.equal(await queue.nextTime(), Date.parse(holder.loop.leaseExpiresAt!));
});

Deno.test("Queue.claimNext() does not wait for a clock that was set back", async () => {
  await using scratch = new Scratch();
  const { queue } = await scratch.open();
  const { clock } = scratch;
  const { id: pending } = await queue.submit(submission);
  const waiting = await given(queue, { kind: "again", at: clock.ms + 60_000, reason: "every 60 s" });
  clock.ms -= 86_400_000;
  assert.equal(await queue.nextTime(), clock.ms);
  assert.deepEqual([await turn(queue), await turn(queue), await turn(queue)], [pending, waiting, undefined]);
});

Deno.test("Queue.claimNext() in several processes at once gives every loop to exactly one of them", async () => {
  await using scratch = new Scratch();
  const { queue } = await scratch.open();
  const loops = 90;
  for (let n = 0; n < loops; n++) await queue.submit(submission);
  const taken = await Promise.all(
    ["a", "b", "c"].map((name) => runChild("claim_turns.ts", scratch.path, name)),
  ) as unknown as number[][];
  assert.deepEqual(taken.flat().sort((a, b) => a - b), Array.from({ length: loops }, (_, n) => n + 1));
  assert.deepEqual(taken.map((mine) => mine.toSorted((a, b) => a - b)), taken, "in order");
  const tokens = scratch.raw().prepare("SELECT DISTINCT lease_token FROM loops").all();
  assert.deepEqual(tokens.map(({ lease_token }) => lease_token), [1]);
});

Deno.test("Queue finds turns and times through indexes alone: nothing is scanned, nothing is sorted", async () => {
  await using scratch = new Scratch();
  await (await scratch.open()).close();
  const file = scratch.raw();
  const db = new Kysely<Tables>({ dialect: sqliteDialect(file, (error) => error) });
  await db.transaction().execute((trx) => {
    const queries = [
      pendingQuery(trx),
      waitingQuery(trx, "now"),
      misdatedQuery(trx, "now"),
      suspendedQuery(trx),
      suspendedQuery(trx, "now"),
      ownerlessQuery(trx),
      abandonedQuery(trx, ["a"], "now"),
      abandonedQuery(trx, [], "now"),
      leasedQuery(trx, "now"),
      ownersQuery(trx, "now"),
    ];
    for (const query of queries) {
      const { sql, parameters } = query.compile();
      const plan = file.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(...parameters as string[])
        .map(({ detail }) => String(detail));
      assert.ok(plan.length > 0);
      const fine =
        /^(SEARCH \w+ USING |SCAN loops USING (COVERING )?INDEX loops_(leased|suspended|in_wait)|CORRELATED)/;
      assert.deepEqual(plan.filter((step) => !fine.test(step)), [], sql);
    }
    return Promise.resolve();
  });
  await db.destroy();
});

Deno.test("Queue.claimNext() and nextTime() cost no more beside 1,000 waiting loops and 200,000 ended ones", async () => {
  await using scratch = new Scratch();
  const { queue } = await scratch.open();
  const cost = async () => {
    const times: number[] = [];
    for (let n = 0; n < 20; n++) {
      const begun = performance.now();
      assert.equal(await turn(queue, { isGone: () => false }), undefined);
      await queue.nextTime();
      times.push(performance.now() - begun);
    }
    // The least: others have the processor now and then.
    return Math.min(...times);
  };
  await cost();
  const empty = await cost();
  const later = new Date(scratch.clock.ms + 1000).toISOString();
  const made = scratch.raw();
  made.exec(`BEGIN;
    WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 200000)
    INSERT INTO loops (name, status, mode, created_at) SELECT 'old', 'completed', 'single', 'then' FROM n;
    WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 1000)
    INSERT INTO loops (name, status, mode, created_at, next_run_at, waits_since)
    SELECT 'site', 'waiting', 'continuous', 'then', '${later}', '2026' FROM n;
    COMMIT`);
  const full = await cost();
  // A scan of either kind would take tens of milliseconds.
  assert.ok(full < empty * 5 + 2, `${empty} ms, then ${full} ms`);
});
