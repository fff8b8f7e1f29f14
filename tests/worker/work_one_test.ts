import assert from "node:assert/strict";
import { runLoop } from "../../src/engine/run_loop.ts";
import type { World } from "../../src/engine/world.ts";
import { InputError, LeaseLost, StoreError } from "../../src/model/errors.ts";
import type { Next } from "../../src/model/loop.ts";
import type { Queue } from "../../src/ports/queue.ts";
import { openStore } from "../../src/store/open_store.ts";
import { workOne } from "../../src/worker/work_one.ts";
import { chargeOf } from "../engine/charge_of.ts";
import { ending, Ground, play, type Visit } from "../engine/ground.ts";
import { CONVERGED, type Hiring, loopCalled, Shop, untilStopped } from "./shop.ts";

/** Milliseconds: short, so that a lease that is not kept runs out while a test looks. */
const SHORT = 300;
const PULSE = { set: () => {}, [Symbol.dispose]: () => {} };

/** A command that waits for a file, and one after it. */
const WAITS = play(`
- {name: waits, shell: "echo began >> DIR/deeds; until [ -e DIR/go ] || [ ! -e DIR ]; do sleep 0.02; done"}
- {name: after, shell: echo after >> DIR/deeds}
`);

/** Works the loop with heartbeats that `renew` may do something about. */
function working(renew: (usual: () => Promise<void>) => Promise<void> = (usual) => usual()): Visit {
  return {
    leaseMs: SHORT,
    work: async (lease, { store, world, signals }) => {
      const queue: Queue = {
        ...store.queue,
        renew: async (held, ms) => {
          let renewals: Awaited<ReturnType<Queue["renew"]>> = [];
          await renew(async () => void (renewals = await store.queue.renew(held, ms)));
          return renewals;
        },
      };
      return await workOne(lease, {
        queue,
        clock: world.clock,
        owner: { name: lease.owner, leaseMs: SHORT },
        isGone: () => false,
        pulse: PULSE,
        random: () => 0.5,
        wait: world.wait,
        walk: (lease, { held, signals }) => runLoop(chargeOf(lease), { ...world, held }, signals),
        leave: () => Promise.resolve(),
      }, { ...signals, by: "anna" });
    },
  };
}

/** Another worker, which may claim at once: on a busy machine opening a database takes as long as a short lease, and so does a first claim. */
async function anotherWorker(ground: Ground) {
  const store = await openStore(ground.db, {
    create: false,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
  });
  const owner = { name: "another worker", leaseMs: 60_000 };
  await store.queue.claim(0, owner);
  return {
    claim: (isGone: boolean) => store.queue.claim(1, owner, { isGone: () => isGone }),
    [Symbol.asyncDispose]: () => store.close(),
  };
}

/** A visit whose session's `sh` is killed once its command has begun; the command goes on. */
function losingItsSession(ground: Ground): Visit {
  let session = 0;
  return {
    ...working(async (usual) => {
      await usual();
      if (ground.deeds().length === 0 || session === 0) return;
      Deno.kill(session, "SIGKILL");
      session = 0;
    }),
    world: (usual: World) => ({
      shells: {
        get: async (host) => {
          const shell = await usual.shells.get(host);
          if (ground.deeds().length === 0) session = Number((await shell.run(["sh", "-c", "echo $$"])).stdout);
          return shell;
        },
        drop: (host) => usual.shells.drop(host),
      },
    }),
  };
}

Deno.test("workOne() keeps its lease through an action that lasts longer, and gives the loop back at its end", async () => {
  using ground = new Ground(WAITS);
  await using opened = new AsyncDisposableStack();
  let another: Awaited<ReturnType<typeof anotherWorker>> | undefined;
  let beats = 0;
  const next = await ground.visit(working(async (usual) => {
    another ??= opened.use(await anotherWorker(ground));
    await usual();
    // Nine beats are three leases.
    if (++beats !== 9) return;
    assert.equal(await another.claim(false), null);
    ground.write("go", "");
  }));
  assert.equal(ending(next), "completed: converged");
  assert.deepEqual(ground.deeds(), ["began", "after"]);
  assert.deepEqual(ground.rows("select status, lease_owner, lease_expires_at from loops"), [
    { status: "completed", lease_owner: null, lease_expires_at: null },
  ]);
});

Deno.test("workOne() starts nothing, writes nothing and ends nothing once another worker has its loop, who finds what runs", async () => {
  using ground = new Ground(WAITS);
  let left: Record<string, unknown>[] = [];
  const record = () =>
    ground.rows(
      "select i.phase, a.name, a.status, a.result from iterations i left join actions a on a.iteration_id = i.id",
    );
  let stolen = false;
  const visit = working(async (usual) => {
    if (!stolen && ground.deeds().length > 0) {
      stolen = true;
      await using another = await anotherWorker(ground);
      assert.notEqual(await another.claim(true), null);
      left = record();
    }
    await usual();
  });
  const work: Visit["work"] = async (...given) => {
    try {
      return await visit.work!(...given);
    } finally {
      assert.deepEqual(ground.deeds(), ["began"]);
      ground.write("go", "");
    }
  };
  await assert.rejects(ground.visit({ ...visit, work }), LeaseLost);
  assert(stolen);
  assert.deepEqual(record(), left);
  assert.deepEqual(ground.actions(), ["waits running"]);
  assert.deepEqual(ground.deeds(), ["began"]);
  assert.deepEqual(ground.rows("select lease_owner from loops"), [{ lease_owner: "another worker" }]);
  assert.equal(ending(await ground.visit()), "completed: converged");
  assert.deepEqual(ground.deeds(), ["began", "after"]);
});

Deno.test("workOne() goes on when the database was too busy for a heartbeat", async () => {
  using ground = new Ground(WAITS);
  let beats = 0;
  const next = await ground.visit(working(async (usual) => {
    if (++beats === 1) throw new StoreError("The database is locked", "try again");
    await usual();
    if (beats === 4) ground.write("go", "");
  }));
  assert.equal(ending(next), "completed: converged");
  assert.deepEqual(ground.deeds(), ["began", "after"]);
});

Deno.test("workOne() starts no action while nobody can tell whether its lease is still its own", async () => {
  using ground = new Ground(WAITS);
  let beats = 0;
  await assert.rejects(
    ground.visit(working(() => {
      if (++beats === 4) ground.write("go", "");
      return Promise.reject(new StoreError("The disk is full", "make room"));
    })),
    (error) => error instanceof LeaseLost && /The disk is full/.test(error.message),
  );
  assert.deepEqual(ground.deeds(), ["began"]);
});

Deno.test("workOne() comes back while a command goes on whose session broke, and adopts its end", async () => {
  using ground = new Ground(WAITS);
  const next = await ground.visit({
    ...losingItsSession(ground),
    hear: ({ kind }) => {
      if (kind === "waiting for receipt") ground.write("go", "");
    },
  });
  assert.equal(ending(next), "completed: converged");
  assert(ground.events.some(({ kind }) => kind === "waiting for receipt"));
  assert.deepEqual(ground.deeds(), ["began", "after"]);
  assert.deepEqual(ground.actions(), ["waits completed", "after completed"]);
});

Deno.test("workOne() stops waiting when it is told to, and leaves the loop as it stands, suspended", async () => {
  using ground = new Ground(WAITS);
  const stop = new AbortController();
  const next = await ground.visit({
    ...losingItsSession(ground),
    stop: stop.signal,
    hear: ({ kind }) => {
      if (kind === "waiting for receipt") stop.abort();
    },
  });
  assert.deepEqual(next, { kind: "stopped" });
  assert.deepEqual(ground.actions(), ["waits running"]);
  assert.deepEqual(ground.rows("select status, suspended_by, suspended_reason from loops"), [
    { status: "paused", suspended_by: "anna", suspended_reason: "stopped by a human" },
  ]);
  ground.write("go", "");
  assert.equal(ending(await ground.visit(working())), "completed: converged");
  assert.deepEqual(ground.deeds(), ["began", "after"]);
});

/** One loop that is worked on by its name, under a fake clock. */
async function begin(shop: Shop, hiring: Hiring, mode: "single" | "continuous" = "single") {
  const { queue } = await shop.store();
  const crew = await shop.crew("w", hiring);
  const interval = mode === "continuous" ? { interval: 60 } : {};
  const { lease } = await crew.queue.submit(loopCalled("site", { mode, ...interval }), crew.owner);
  const stop = new AbortController();
  const kill = new AbortController();
  const said: { next?: Next; error?: unknown } = {};
  workOne(lease!, crew, { stop: stop.signal, signal: kill.signal, by: "anna" })
    .then((next) => said.next = next, (error) => said.error = error);
  return { queue, said, stop, kill };
}

Deno.test("workOne() of a continuous loop keeps its lease between runs, and shows when the next one is", async () => {
  await using shop = new Shop();
  const began: number[] = [];
  const start = shop.time.now();
  const { queue, said, stop } = await begin(shop, {
    walk: ({ loop }) => {
      began.push(Math.round((shop.time.now() - start) / 1000), loop.run);
      return CONVERGED;
    },
  }, "continuous");
  await shop.time.advance(130_000);
  assert.deepEqual(began, [0, 1, 60, 2, 120, 3]);
  assert.deepEqual(shop.rows("select status, reason, lease_owner, run from loops"), [
    { status: "waiting", reason: "every 1 min", lease_owner: "w", run: 4 },
  ]);
  assert.equal(await queue.claimNext({ name: "thief", leaseMs: 1000 }), null);
  stop.abort();
  await shop.time.advance(0);
  assert.deepEqual(said, { next: { kind: "stopped" } });
  assert.deepEqual(shop.rows("select status, suspended_by, lease_owner from loops"), [
    { status: "paused", suspended_by: "anna", lease_owner: null },
  ]);
});

Deno.test("workOne() of a loop with a cron line waits for its first time", async () => {
  await using shop = new Shop();
  const crew = await shop.crew("w", {
    walk: () => {
      began.push(shop.time.now() - start);
      return CONVERGED;
    },
  });
  const start = shop.time.now();
  const began: number[] = [];
  const submission = loopCalled("nightly", { mode: "continuous", firstRunAt: start + 90_000 }, { cron: "0 3 * * *" });
  const { lease } = await crew.queue.submit(submission, crew.owner);
  const stop = new AbortController();
  const working = workOne(lease!, crew, { stop: stop.signal, signal: new AbortController().signal, by: "anna" });
  await shop.time.advance(89_000);
  assert.deepEqual(began, []);
  assert.deepEqual(shop.rows("select status, lease_owner from loops"), [{ status: "waiting", lease_owner: "w" }]);
  await shop.time.advance(2000);
  assert.deepEqual(began, [90_000]);
  stop.abort();
  await shop.time.advance(0);
  assert.deepEqual(await working, { kind: "stopped" });
});

Deno.test("workOne() ends its rest when the time was moved to now", async () => {
  await using shop = new Shop();
  let runs = 0;
  const { queue, stop } = await begin(shop, {
    walk: () => {
      runs++;
      return CONVERGED;
    },
  }, "continuous");
  await shop.time.advance(20_000);
  assert.equal(runs, 1);
  await queue.resume(1, "anna", { now: true });
  await shop.time.advance(300);
  assert.equal(runs, 2);
  stop.abort();
  await shop.time.advance(0);
});

Deno.test("workOne() does what somebody else asks, also while it rests, and says so", async () => {
  const ends: unknown[] = [];
  for (const walk of [() => CONVERGED, untilStopped]) {
    await using shop = new Shop();
    const { queue, said } = await begin(shop, { walk }, "continuous");
    await shop.time.advance(1000);
    assert.equal(await queue.suspend(1, { by: "bert", reason: "disk swap", until: null }), "asked");
    await shop.time.advance(300);
    ends.push(said.next, ...shop.rows("select status, suspended_by, lease_owner from loops"));
  }
  const end = [
    { kind: "paused", reason: "paused by bert: disk swap" },
    { status: "paused", suspended_by: "bert", lease_owner: null },
  ];
  assert.deepEqual(ends, [...end, ...end]);
});

Deno.test("workOne() ends a cancelled loop as not converged", async () => {
  await using shop = new Shop();
  const { queue, said } = await begin(shop, { walk: untilStopped });
  await shop.time.advance(1000);
  await queue.cancel(1, "bert", "not needed");
  await shop.time.advance(300);
  assert.deepEqual(said.next, { kind: "done", status: "failed", reason: "cancelled by bert: not needed" });
  assert.deepEqual(shop.rows("select status from loops"), [{ status: "cancelled" }]);
});

Deno.test("workOne() gives a loop back as paused when its walk throws, and throws on", async () => {
  for (const error of [new InputError("site.yml is gone"), new TypeError("x is undefined")]) {
    await using shop = new Shop();
    const { said } = await begin(shop, { walk: () => Promise.reject(error) });
    await shop.time.advance(100);
    assert.equal(said.error, error);
    assert.deepEqual(shop.rows("select status, reason, lease_owner from loops"), [
      { status: "paused", reason: error.message, lease_owner: null },
    ]);
    assert.deepEqual(shop.left, [1]);
    assert.equal(shop.time.waits, 0);
  }
});
