import assert from "node:assert/strict";
import type { World } from "../../src/engine/world.ts";
import { LeaseLost, StoreError } from "../../src/model/errors.ts";
import type { Queue } from "../../src/ports/queue.ts";
import { openStore } from "../../src/store/open_store.ts";
import { workLoop } from "../../src/worker/work_loop.ts";
import { ending, Ground, play, type Visit } from "../engine/ground.ts";

/** Milliseconds: short, so that a lease that is not kept runs out while a test looks. */
const SHORT = 300;

/** A command that waits for a file, and one after it. */
const WAITS = play(`
- {name: waits, shell: "echo began >> DIR/deeds; until [ -e DIR/go ] || [ ! -e DIR ]; do sleep 0.02; done"}
- {name: after, shell: echo after >> DIR/deeds}
`);

/** Works the loop with heartbeats that `renew` may do something about. */
function working(renew: (usual: () => Promise<void>) => Promise<void> = (usual) => usual()): Visit {
  return {
    leaseMs: SHORT,
    work: (lease, { store, world, signals }) => {
      const queue: Queue = { ...store.queue, renew: (held, ms) => renew(() => store.queue.renew(held, ms)) };
      return workLoop(lease, { queue, world, signals, leaseMs: SHORT });
    },
  };
}

async function claimAnew(ground: Ground, isGone: boolean) {
  await using store = await openStore(ground.db, {
    create: false,
    clock: { now: () => Date.now(), monotonic: () => performance.now() },
  });
  return await store.queue.claim(1, { name: "another worker", leaseMs: 60_000 }, { isGone: () => isGone });
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

Deno.test("workLoop() keeps its lease through an action that lasts longer, and gives the loop back at its end", async () => {
  using ground = new Ground(WAITS);
  let beats = 0;
  const next = await ground.visit(working(async (usual) => {
    await usual();
    // Nine beats are three leases.
    if (++beats !== 9) return;
    assert.equal(await claimAnew(ground, false), null);
    ground.write("go", "");
  }));
  assert.equal(ending(next), "completed: converged");
  assert.deepEqual(ground.deeds(), ["began", "after"]);
  assert.deepEqual(ground.rows("select status, lease_owner, lease_expires_at from loops"), [
    { status: "completed", lease_owner: null, lease_expires_at: null },
  ]);
});

Deno.test("workLoop() ends what runs, starts nothing and writes nothing once another worker has its loop", async () => {
  using ground = new Ground(WAITS);
  let left: Record<string, unknown>[] = [];
  const record = () =>
    ground.rows(
      "select i.phase, a.name, a.status, a.result from iterations i left join actions a on a.iteration_id = i.id",
    );
  let stolen = false;
  await assert.rejects(
    ground.visit(working(async (usual) => {
      if (!stolen && ground.deeds().length > 0) {
        stolen = true;
        assert.notEqual(await claimAnew(ground, true), null);
        left = record();
      }
      await usual();
    })),
    LeaseLost,
  );
  assert(stolen);
  assert.deepEqual(record(), left);
  assert.deepEqual(ground.actions(), ["waits running"]);
  assert.deepEqual(ground.deeds(), ["began"]);
  assert.deepEqual(ground.rows("select lease_owner from loops"), [{ lease_owner: "another worker" }]);
  // Whoever owns the loop now finds that the command was ended, and asks.
  assert.match(ending(await ground.visit()), /^paused: "waits" on localhost was interrupted/);
});

Deno.test("workLoop() goes on when the database was too busy for a heartbeat", async () => {
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

Deno.test("workLoop() stops when its lease ran out because no heartbeat could be written", async () => {
  using ground = new Ground(WAITS);
  await assert.rejects(
    ground.visit(working(() => Promise.reject(new StoreError("The disk is full", "make room")))),
    (error) => error instanceof StoreError && error.message === "The disk is full",
  );
  assert.deepEqual(ground.deeds(), ["began"]);
});

Deno.test("workLoop() comes back while a command goes on whose session broke, and adopts its end", async () => {
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

Deno.test("workLoop() stops waiting when it is told to, and leaves the loop as it stands", async () => {
  using ground = new Ground(WAITS);
  const stop = new AbortController();
  const next = await ground.visit({
    ...losingItsSession(ground),
    stop: stop.signal,
    hear: ({ kind }) => {
      if (kind === "waiting for receipt") stop.abort();
    },
  });
  assert.equal(ending(next), "paused: stopped by a human");
  assert.deepEqual(ground.actions(), ["waits running"]);
  assert.deepEqual(ground.rows("select status from loops"), [{ status: "paused" }]);
  ground.write("go", "");
  assert.equal(ending(await ground.visit(working())), "completed: converged");
  assert.deepEqual(ground.deeds(), ["began", "after"]);
});
