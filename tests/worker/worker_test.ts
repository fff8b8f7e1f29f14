import assert from "node:assert/strict";
import { InputError, StoreError } from "../../src/model/errors.ts";
import type { Next } from "../../src/model/loop.ts";
import { workAll } from "../../src/worker/worker.ts";
import type { WorkerCrew } from "../../src/worker/crew.ts";
import { CONVERGED, loopCalled, Shop, untilStopped, type Walk } from "./shop.ts";

/** A worker at work, until `end`. */
function begin(crew: WorkerCrew) {
  const stop = new AbortController();
  const kill = new AbortController();
  const working = workAll(crew, { stop: stop.signal, signal: kill.signal });
  working.catch(() => {});
  return { stop, kill, working };
}

async function ended(shop: Shop, { stop, working }: ReturnType<typeof begin>): Promise<void> {
  stop.abort();
  let over = false;
  const seen = working.finally(() => over = true);
  seen.catch(() => {});
  await shop.time.until(() => over, 11_000);
  await working;
}

Deno.test("workAll() takes what is submitted within 100 ms, and gives it back as it ended", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  const worker = begin(await shop.crew("w"));
  await shop.time.advance(60_000);
  await queue.submit(loopCalled("site"));
  await shop.time.advance(100);
  assert.deepEqual(shop.told(), ["started", "claimed site", "released site"]);
  assert.deepEqual(shop.rows("select status, reason, lease_owner from loops"), [
    { status: "completed", reason: "converged", lease_owner: null },
  ]);
  assert.deepEqual(shop.left, [1]);
  await ended(shop, worker);
});

Deno.test("workAll() works on as many at once as it may, the oldest first, and takes the next when a slot is free", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  const ends = new Map<string, (next: Next) => void>();
  const walk: Walk = ({ loop }) => new Promise((resolve) => ends.set(loop.name, resolve));
  for (const name of ["a", "b", "c"]) await queue.submit(loopCalled(name));
  const worker = begin(await shop.crew("w", { walk, concurrency: 2 }));
  await shop.time.advance(20_000);
  assert.deepEqual(shop.told("claimed"), ["claimed a", "claimed b"]);
  ends.get("b")!(CONVERGED);
  await shop.time.advance(10);
  assert.deepEqual(shop.told("claimed"), ["claimed a", "claimed b", "claimed c"]);
  for (const end of ends.values()) end(CONVERGED);
  await shop.time.advance(10);
  assert.deepEqual(shop.rows("select distinct status from loops"), [{ status: "completed" }]);
  await ended(shop, worker);
});

Deno.test("workAll() comes back to a loop at its time, not a second later", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  const began: number[] = [];
  const start = shop.time.now();
  const walk: Walk = () => {
    began.push(shop.time.now() - start);
    return CONVERGED;
  };
  await queue.submit(loopCalled("site", { mode: "continuous", interval: 60 }));
  const worker = begin(await shop.crew("w", { walk }));
  await shop.time.advance(200_000);
  assert.deepEqual(began.map((at) => Math.round(at / 100)), [0, 600, 1200, 1800]);
  assert.deepEqual(shop.rows("select status, run, reason from loops"), [
    { status: "waiting", run: 5, reason: "every 1 min" },
  ]);
  await ended(shop, worker);
});

Deno.test("workAll() keeps its leases while it works, and two workers never have one loop", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  for (const name of ["a", "b", "c", "d"]) await queue.submit(loopCalled(name));
  const crews = [
    await shop.crew("w1", { walk: untilStopped, concurrency: 2 }),
    await shop.crew("w2", { walk: untilStopped, concurrency: 2 }),
  ];
  const workers = crews.map(begin);
  await shop.time.advance(65_000);
  assert.equal(shop.told("claimed").length, 4);
  assert.deepEqual(shop.told("lost", "released"), []);
  assert.deepEqual(shop.rows("select name, working from workers order by name"), [
    { name: "w1", working: 2 },
    { name: "w2", working: 2 },
  ]);
  for (const worker of workers) await ended(shop, worker);
  assert.deepEqual(shop.rows("select distinct status, reason from loops"), [
    { status: "pending", reason: "its worker was stopped" },
  ]);
  assert.deepEqual(shop.rows("select * from workers"), []);
});

Deno.test("workAll() takes a dead worker's loop over when its lease has run out, at once where its process is known to be gone", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  for (const name of ["a", "b"]) await queue.submit(loopCalled(name));
  for (const [id, owner] of [[1, "far"], [2, "here"]] as const) await queue.claim(id, { name: owner, leaseMs: 10_000 });
  const worker = begin(await shop.crew("w", { isGone: (owner) => owner === "here" }));
  await shop.time.advance(1100);
  assert.deepEqual(shop.told("claimed"), ["claimed b"]);
  await shop.time.advance(8800);
  assert.deepEqual(shop.told("claimed"), ["claimed b"]);
  await shop.time.advance(1200);
  assert.deepEqual(shop.events.flatMap((event) => event.kind === "claimed" ? [[event.name, event.takenFrom]] : []), [
    ["b", "here"],
    ["a", "far"],
  ]);
  await ended(shop, worker);
});

Deno.test("workAll() that was stopped for longer than its leases goes on with its loops, and loses those that another took", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  for (const name of ["mine", "taken"]) await queue.submit(loopCalled(name));
  const worker = begin(await shop.crew("w", { walk: untilStopped }));
  await shop.time.advance(100);
  shop.time.stall(60_000);
  await queue.claim(2, { name: "thief", leaseMs: 60_000 });
  await shop.time.advance(1000);
  assert.deepEqual(shop.told("claimed", "lost"), ["claimed mine", "claimed taken", "lost taken"]);
  assert.deepEqual(shop.rows("select name, lease_owner, lease_token from loops"), [
    { name: "mine", lease_owner: "w", lease_token: 1 },
    { name: "taken", lease_owner: "thief", lease_token: 2 },
  ]);
  await ended(shop, worker);
});

Deno.test("workAll() leaves the others time to renew their leases after all have slept, or the clock was put forward", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  let idle = true;
  const claimNext: typeof queue.claimNext = (...terms) => idle ? Promise.resolve(null) : queue.claimNext(...terms);
  const thief = begin(await shop.crew("thief", { walk: untilStopped, queue: { claimNext } }));
  // Half a second apart, so that it looks for work before the other one's heart beats.
  await shop.time.advance(500);
  await queue.submit(loopCalled("a"));
  const full = begin(await shop.crew("full", { walk: untilStopped, concurrency: 1 }));
  await shop.time.until(() => shop.told("claimed").length === 1);
  idle = false;
  for (const slept of [3_600_000, 20_000]) {
    await shop.time.advance(1200);
    shop.time.set(slept);
    await shop.time.advance(15_000);
    assert.deepEqual(shop.told("claimed", "lost"), ["claimed a"]);
  }
  full.kill.abort();
  await shop.time.advance(100);
  await shop.time.until(() => shop.told("claimed").length === 2);
  await ended(shop, full);
  await ended(shop, thief);
});

Deno.test("workAll() tells a walk to stop when its loop was taken over, ends nothing that runs, and writes nothing more of it", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  await queue.submit(loopCalled("a"));
  const heard: string[] = [];
  const running = Promise.withResolvers<Next>();
  const walk: Walk = (_, { signals }) => {
    signals.stop.addEventListener("abort", () => heard.push("stop"));
    signals.signal.addEventListener("abort", () => heard.push("signal"));
    return running.promise;
  };
  const worker = begin(await shop.crew("w", { walk }));
  await shop.time.advance(100);
  await queue.claim(1, { name: "thief", leaseMs: 60_000 }, { isGone: () => true });
  await shop.time.advance(100);
  assert.deepEqual(heard, ["stop"]);
  assert.deepEqual(shop.told("lost", "released"), ["lost a"]);
  assert.deepEqual(shop.rows("select lease_owner, status from loops"), [{ lease_owner: "thief", status: "running" }]);
  assert.deepEqual(shop.left, [1]);
  running.resolve({ kind: "stopped" });
  await ended(shop, worker);
});

Deno.test("workAll() ends with the error of whoever it tells, after giving back what it has", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  for (const name of ["a", "b"]) await queue.submit(loopCalled(name));
  const crew = await shop.crew("w", { walk: untilStopped });
  const deaf = new Error("the pipe is closed");
  const { working } = begin({
    ...crew,
    tell: (event) => {
      crew.tell(event);
      if (event.kind === "lost") throw deaf;
    },
  });
  await shop.time.advance(100);
  await queue.claim(1, { name: "thief", leaseMs: 60_000 }, { isGone: () => true });
  await shop.time.advance(1000);
  await assert.rejects(working, deaf);
  assert.deepEqual(shop.rows("select name, status, lease_owner from loops"), [
    { name: "a", status: "running", lease_owner: "thief" },
    { name: "b", status: "pending", lease_owner: null },
  ]);
});

Deno.test("workAll() does within 100 ms what a human asks: a pause lets the action end, a cancel ends it", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  for (const name of ["a", "b"]) await queue.submit(loopCalled(name));
  const heard: string[] = [];
  const walk: Walk = (lease, walking) => {
    walking.signals.signal.addEventListener("abort", () => heard.push(`end ${lease.loop.name}`));
    return untilStopped(lease, walking);
  };
  const worker = begin(await shop.crew("w", { walk }));
  await shop.time.advance(100);
  assert.equal(await queue.suspend(1, { by: "anna", reason: "disk swap", until: null }), "asked");
  await queue.suspend(2, { by: "anna", reason: "wait", until: null });
  await shop.time.advance(0);
  assert.equal(await queue.cancel(2, "anna", "not needed"), "asked");
  await shop.time.advance(100);
  assert.deepEqual(heard, ["end b"]);
  assert.deepEqual(shop.rows("select status, suspended_by, suspended_reason from loops"), [
    { status: "paused", suspended_by: "anna", suspended_reason: "disk swap" },
    { status: "cancelled", suspended_by: null, suspended_reason: null },
  ]);
  await ended(shop, worker);
});

Deno.test("workAll() goes on when one loop throws: it says whose bug it is, and tries that loop again, later each time", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  for (const name of ["bad", "good"]) await queue.submit(loopCalled(name));
  const began: number[] = [];
  const start = shop.time.now();
  const walk: Walk = ({ loop }, _, times) => {
    if (loop.name === "good") return CONVERGED;
    began.push(Math.round((shop.time.now() - start) / 1000));
    if (times < 4) throw new TypeError("x is undefined");
    return CONVERGED;
  };
  const worker = begin(await shop.crew("w", { walk }));
  await shop.time.advance(5000);
  assert.deepEqual(shop.rows("select name, status, reason from loops"), [
    { name: "bad", status: "waiting", reason: "our bug: x is undefined" },
    { name: "good", status: "completed", reason: "converged" },
  ]);
  await shop.time.advance(100_000);
  assert.deepEqual(began, [0, 10, 30, 70]);
  const [fault] = shop.events.filter((event) => event.kind === "fault");
  assert(fault?.kind === "fault" && fault.error instanceof TypeError);
  assert.deepEqual(shop.rows("select distinct status from loops"), [{ status: "completed" }]);
  await ended(shop, worker);
});

Deno.test("workAll() pauses a loop whose inputs are wrong, with the sentence", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  await queue.submit(loopCalled("a"));
  const walk: Walk = () => {
    throw new InputError("site.yml is gone");
  };
  const worker = begin(await shop.crew("w", { walk }));
  await shop.time.advance(100);
  assert.deepEqual(shop.rows("select status, reason from loops"), [{ status: "paused", reason: "site.yml is gone" }]);
  assert.deepEqual(shop.told("fault"), []);
  await ended(shop, worker);
});

Deno.test("workAll() tries a continuous loop again whose playbook could not be read", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  await queue.submit(loopCalled("a", { mode: "continuous", interval: 60 }));
  let times = 0;
  const walk: Walk = () => {
    if (++times === 1) throw new InputError("site.yml is gone");
    return CONVERGED;
  };
  const worker = begin(await shop.crew("w", { walk }));
  await shop.time.advance(100);
  const [row] = shop.rows("select status, failures, reason from loops");
  assert.deepEqual([row?.["status"], row?.["failures"]], ["waiting", 1]);
  assert.match(String(row?.["reason"]), /site\.yml is gone/);
  await shop.time.advance(20_000);
  assert.deepEqual(shop.rows("select status, failures from loops"), [{ status: "waiting", failures: 0 }]);
  await ended(shop, worker);
});

Deno.test("workAll() tries a host that is away later each time, and begins anew after a success", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  await queue.submit(loopCalled("a"));
  const began: number[] = [];
  const walk: Walk = (_lease, _walking, times) => {
    began.push(shop.time.now());
    return times > 5 ? CONVERGED : { kind: "again", afterMs: 0, reason: "web1 cannot be reached", away: true };
  };
  const worker = begin(await shop.crew("w", { walk }));
  await shop.time.advance(60_000);
  const waits = began.slice(1).map((at, n) => Math.round((at - began[n]!) / 1000));
  assert.deepEqual(waits, [1, 2, 4, 8, 16]);
  await ended(shop, worker);
});

Deno.test("workAll() stays with a loop that comes back within a second, without giving it back", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  await queue.submit(loopCalled("a"));
  const walk: Walk = (_lease, _walking, times) =>
    times < 5 ? { kind: "again", afterMs: 250, reason: "an earlier command still runs" } : CONVERGED;
  const worker = begin(await shop.crew("w", { walk }));
  await shop.time.advance(1100);
  assert.deepEqual(shop.told("claimed", "released"), ["claimed a", "released a"]);
  await ended(shop, worker);
});

Deno.test("workAll() takes a waiting loop at once when the one that held its host lets go", async () => {
  await using shop = new Shop();
  const store = await shop.store();
  for (const name of ["first", "second"]) await store.queue.submit(loopCalled(name));
  let let_go = () => {};
  let taken = Promise.resolve();
  const walk: Walk = async (lease, _walking, times) => {
    if (lease.loop.name === "second") {
      await taken;
      return times === 1 ? { kind: "again", afterMs: 10_000, reason: "waits for first", waitsFor: 1 } : CONVERGED;
    }
    taken = store.hostLeases(lease).take([{ machine: "m", host: "web1" }]).then(() => {});
    await taken;
    await new Promise<void>((resolve) => let_go = resolve);
    return CONVERGED;
  };
  const worker = begin(await shop.crew("w", { walk }));
  await shop.time.advance(3000);
  assert.deepEqual(shop.rows("select status, waits_for from loops where id = 2"), [{
    status: "waiting",
    waits_for: 1,
  }]);
  let_go();
  await shop.time.advance(100);
  assert.deepEqual(shop.rows("select distinct status from loops"), [{ status: "completed" }]);
  await ended(shop, worker);
});

Deno.test("workAll() waits for a locked database, says so once a minute, and goes on when it can", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  await queue.submit(loopCalled("a"));
  let end = (_: Next) => {};
  const walk: Walk = () => new Promise((resolve) => end = resolve);
  const worker = begin(await shop.crew("w", { walk }));
  await shop.time.advance(100);
  const other = shop.other();
  other.prepare("begin immediate").run();
  end(CONVERGED);
  await shop.time.advance(70_000);
  assert.deepEqual(shop.told("database", "released", "lost", "fault"), ["database", "database"]);
  other.prepare("rollback").run();
  await shop.time.advance(1100);
  assert.deepEqual(shop.rows("select status from loops"), [{ status: "completed" }]);
  await queue.submit(loopCalled("b"));
  // The others were kept from renewing their leases, too, and are left the time for it.
  await shop.time.advance(6000);
  assert.deepEqual(shop.told("claimed"), ["claimed a", "claimed b"]);
  end(CONVERGED);
  await ended(shop, worker);
});

Deno.test("workAll() ends with the error of a database that is damaged, after what runs has ended", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  await queue.submit(loopCalled("a"));
  let damaged = false;
  const crew = await shop.crew("w", { walk: untilStopped });
  const claimNext = crew.queue.claimNext;
  crew.queue.claimNext = (...terms) =>
    damaged ? Promise.reject(new StoreError("loops.db is damaged", "keep it", { lasting: true })) : claimNext(...terms);
  const worker = begin(crew);
  await shop.time.advance(100);
  damaged = true;
  let thrown: unknown;
  worker.working.catch((error) => thrown = error);
  await shop.time.until(() => thrown !== undefined, 10_000);
  assert(thrown instanceof StoreError && thrown.message === "loops.db is damaged");
  assert.deepEqual(shop.told("released", "stopped"), ["released a", "stopped"]);
});

Deno.test("workAll() after the stop claims nothing, lets actions end for 8 s, then ends them; all is given back", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  await queue.submit(loopCalled("quick"));
  await queue.submit(loopCalled("slow"));
  const walk: Walk = (lease, walking) =>
    lease.loop.name === "quick" ? untilStopped(lease, walking) : new Promise((resolve) => {
      walking.signals.signal.addEventListener("abort", () => resolve({ kind: "stopped" }));
    });
  const worker = begin(await shop.crew("w", { walk }));
  await shop.time.advance(100);
  worker.stop.abort();
  await queue.submit(loopCalled("late"));
  await shop.time.advance(7900);
  assert.deepEqual(shop.told("released"), ["released quick"]);
  await shop.time.advance(200);
  await worker.working;
  assert.deepEqual(shop.told("released", "stopping", "stopped", "claimed"), [
    ...["claimed quick", "claimed slow", "stopping", "released quick", "released slow", "stopped"],
  ]);
  assert.deepEqual(shop.rows("select distinct status, lease_owner from loops"), [{
    status: "pending",
    lease_owner: null,
  }]);
  assert.equal(shop.time.waits, 0);
});

Deno.test("workAll() ends within 10 s of the stop even if a walk does not, and leaves that loop to its lease", async () => {
  await using shop = new Shop();
  const { queue } = await shop.store();
  await queue.submit(loopCalled("deaf"));
  const worker = begin(await shop.crew("w", { walk: () => new Promise(() => {}) }));
  await shop.time.advance(100);
  const stoppedAt = shop.time.monotonic();
  await ended(shop, worker);
  assert(shop.time.monotonic() - stoppedAt <= 10_000);
  assert.deepEqual(shop.rows("select status, lease_owner from loops"), [{ status: "running", lease_owner: "w" }]);
});

Deno.test("workAll() does not spin where the queue says now and has nothing to give", async () => {
  await using shop = new Shop();
  const crew = await shop.crew("w");
  let asked = 0;
  crew.queue.claimNext = () => {
    asked++;
    return Promise.resolve(null);
  };
  crew.queue.nextTime = () => Promise.resolve(shop.time.now());
  const worker = begin(crew);
  await shop.time.advance(1000);
  assert(asked <= 41, `asked ${asked} times`);
  await ended(shop, worker);
});

Deno.test("workAll() takes steps of upkeep between claims, once a second at most", async () => {
  await using shop = new Shop();
  let steps = 0;
  const { queue } = await shop.store();
  await queue.submit(loopCalled("a", { mode: "continuous", interval: 60 }));
  const worker = begin(await shop.crew("w", { idle: () => Promise.resolve(void steps++) }));
  await shop.time.advance(30_000);
  assert(steps >= 6 && steps <= 31, `${steps} steps`);
  await ended(shop, worker);
});
