// Drift: what a converged continuous loop finds, with the deed that puts it right, and in a dry run without one.
import assert from "node:assert/strict";
import type { Lease } from "../../src/model/loop.ts";
import type { Difference, Note } from "../../src/ports/journal.ts";
import type { Store } from "../../src/store/open_store.ts";
import { memoryFiles } from "../fakes/memory_files.ts";
import { noLog, note, Scratch, submission } from "./scratch.ts";

const owner = { name: "worker", leaseMs: 30_000 };
const diff = [{ header: "/etc/motd", before: "tampered\n", after: "welcome\n" }];
const deed = (more: Partial<Note> = {}) => note("0.tasks.0", { status: "running", diff, ...more });

/** A continuous loop over a playbook, and how to take it through a run. */
class Ground {
  lease!: Lease;
  readonly files = { "/srv/site.yml": "first" };

  constructor(readonly scratch: Scratch, readonly store: Store, readonly dryRun: boolean) {}

  static async begin(scratch: Scratch, { dryRun = false, mode = "continuous" as "continuous" | "single" } = {}) {
    const ground = new Ground(scratch, await scratch.open(), dryRun);
    const options = { ...submission.options, dryRun };
    const { lease } = await ground.store.queue.submit({ ...submission, mode, interval: 60, options }, owner);
    ground.lease = lease!;
    return ground;
  }

  get journal() {
    return this.store.journal(this.lease);
  }

  /** Opens a pass of a run that has read the playbook. */
  async pass(fresh = true): Promise<number> {
    this.store.keptFiles(this.lease, memoryFiles(this.files)).readText("/srv/site.yml");
    return (await this.journal.openIteration({ fresh, decidedBy: "playbook" })).id;
  }

  close(
    iteration: number,
    more: { phase?: "completed" | "unfinished"; converged?: boolean; differences?: Difference[] } = {},
  ) {
    return this.journal.closeIteration(iteration, { phase: "completed", converged: true, ...more });
  }

  /** Ends the run and takes the next one, a minute later. */
  async next(status: "completed" | "failed" = "completed") {
    const ended = { status, reason: status };
    await this.store.queue.release(this.lease, {
      kind: "next run",
      at: this.scratch.clock.ms + 60_000,
      reason: "every 60 s",
      ended,
    });
    this.scratch.clock.ms += 60_000;
    this.lease = (await this.store.queue.claimNext(owner))!;
  }

  /** A whole quiet run. */
  async quiet(more: { converged?: boolean; differences?: Difference[] } = {}) {
    await this.close(await this.pass(), more);
    await this.next();
  }

  async done(iteration: number, given: Note, status: "completed" | "failed" = "completed") {
    const [row] = await this.journal.noteActions(iteration, [given]);
    await this.journal.finishAction([{ id: row!.id, status, result: { changed: status === "completed" } }]);
    return row!.id;
  }

  drifts() {
    return this.store.archive.drifts({ loop: this.lease.loop.id });
  }

  async told() {
    const feed = await this.store.archive.feed(0, { loop: this.lease.loop.id, limit: 1000 });
    return feed.filter(({ kind }) => kind.startsWith("drift")).map(({ kind }) => kind);
  }
}

Deno.test("Journal.noteActions() writes a drift with the deed of a converged continuous loop, and its end when the deed is done", async () => {
  await using scratch = new Scratch();
  const ground = await Ground.begin(scratch);
  await ground.quiet();
  const iteration = await ground.pass();
  const [row] = await ground.journal.noteActions(iteration, [deed()]);
  const seen = new Date(scratch.clock.ms).toISOString();
  const [drift] = await ground.drifts();
  assert.deepEqual({ ...drift, id: 0 }, {
    id: 0,
    loop: ground.lease.loop.id,
    run: 2,
    host: "localhost",
    task: "0.tasks.0",
    name: "run 0.tasks.0",
    module: "command",
    item: null,
    diff,
    firstSeenAt: seen,
    lastSeenAt: seen,
    action: row!.id,
    correctedAt: null,
  });
  scratch.clock.ms += 1500;
  await ground.journal.finishAction([{ id: row!.id, status: "completed", result: { changed: true } }]);
  assert.equal((await ground.drifts())[0]!.correctedAt, new Date(scratch.clock.ms).toISOString());
  assert.deepEqual(await ground.told(), ["drift", "drift corrected"]);
});

const noDrift: { what: string; run: (ground: Ground) => Promise<void>; mode?: "single" }[] = [
  { what: "before the loop has converged", run: async (ground) => void await ground.done(await ground.pass(), deed()) },
  {
    what: "when the playbook has changed",
    run: async (ground) => {
      await ground.quiet();
      ground.files["/srv/site.yml"] = "second";
      await ground.done(await ground.pass(), deed());
    },
  },
  {
    what: "in a pass after one that came to its end",
    run: async (ground) => {
      await ground.quiet();
      await ground.close(await ground.pass(), { converged: false });
      await ground.done(await ground.pass(), deed());
    },
  },
  {
    what: "of a command that cannot tell",
    run: async (ground) => {
      await ground.quiet();
      await ground.done(await ground.pass(), deed({ cannotTell: true }));
    },
  },
  {
    what: "of a handler",
    run: async (ground) => {
      await ground.quiet();
      const { action } = deed();
      const terms = {
        play: "",
        searchPath: [],
        vars: { get: () => undefined, names: () => [] },
        handler: true,
      } as never;
      await ground.done(await ground.pass(), deed({ action: { ...action, terms } }));
    },
  },
  {
    what: "after a run that failed",
    run: async (ground) => {
      await ground.quiet();
      await ground.close(await ground.pass(), { phase: "unfinished", converged: false });
      await ground.next("failed");
      await ground.done(await ground.pass(), deed());
    },
  },
  {
    what: "of a single loop",
    mode: "single",
    run: async (ground) => void await ground.done(await ground.pass(), deed()),
  },
];

for (const { what, run, mode } of noDrift) {
  Deno.test(`Journal.noteActions() writes no drift ${what}`, async () => {
    await using scratch = new Scratch();
    const ground = await Ground.begin(scratch, mode === undefined ? {} : { mode });
    await run(ground);
    assert.deepEqual(await ground.drifts(), []);
  });
}

Deno.test("a drift whose deed failed is the same drift when it is seen again", async () => {
  await using scratch = new Scratch();
  const ground = await Ground.begin(scratch);
  await ground.quiet();
  const first = await ground.pass();
  await ground.done(first, deed(), "failed");
  await ground.close(first, { phase: "unfinished", converged: false });
  const since = new Date(scratch.clock.ms).toISOString();
  scratch.clock.ms += 5000;
  const second = await ground.pass(false);
  const action = await ground.done(second, deed());
  const drifts = await ground.drifts();
  assert.equal(drifts.length, 1);
  const at = new Date(scratch.clock.ms).toISOString();
  const { firstSeenAt, lastSeenAt, correctedAt } = drifts[0]!;
  assert.deepEqual({ firstSeenAt, lastSeenAt, correctedAt, action: drifts[0]!.action }, {
    firstSeenAt: since,
    lastSeenAt: at,
    correctedAt: at,
    action,
  });
  assert.deepEqual(await ground.told(), ["drift", "drift corrected"]);
});

Deno.test("a drift that somebody else puts right is closed by the next pass that converges", async () => {
  await using scratch = new Scratch();
  const ground = await Ground.begin(scratch);
  await ground.quiet();
  const first = await ground.pass();
  await ground.done(first, deed(), "failed");
  await ground.close(first, { phase: "unfinished", converged: false });
  await ground.close(await ground.pass(), { converged: true });
  assert.notEqual((await ground.drifts())[0]!.correctedAt, null);
});

Deno.test("a loop has converged since its last drift was put right, or a file of its own was changed", async () => {
  await using scratch = new Scratch();
  const ground = await Ground.begin(scratch);
  const since = async () => (await ground.store.archive.loop(ground.lease.loop.id))!.convergedSince;
  const now = () => new Date(scratch.clock.ms).toISOString();
  const first = now();
  await ground.quiet();
  await ground.quiet();
  assert.equal(await since(), first, "a run that finds nothing changes nothing of it");
  const iteration = await ground.pass();
  await ground.done(iteration, deed());
  const corrected = now();
  await ground.close(iteration);
  await ground.next();
  await ground.quiet();
  assert.equal(await since(), corrected);
  ground.files["/srv/site.yml"] = "second";
  const changed = now();
  await ground.quiet();
  await ground.quiet();
  assert.equal(await since(), changed);
});

const difference = (more: Partial<Difference> = {}): Difference => {
  const { host, task, name, module } = deed().action;
  return { host, task, name, module, diff, ...more };
};

Deno.test("a continuous dry run remembers the first pass that finds nothing; what it finds later is drift until it is gone", async () => {
  await using scratch = new Scratch();
  const ground = await Ground.begin(scratch, { dryRun: true });
  await ground.quiet({ converged: false, differences: [difference()] });
  await ground.quiet({ converged: false, differences: [difference()] });
  assert.deepEqual(await ground.drifts(), [], "it never was as described");
  await ground.quiet({ converged: false, differences: [] });
  const first = new Date(scratch.clock.ms).toISOString();
  await ground.quiet({ converged: false, differences: [difference()] });
  await ground.quiet({ converged: false, differences: [difference(), difference({ item: "b" })] });
  const drifts = await ground.drifts();
  assert.deepEqual(drifts.map(({ item, action, correctedAt }) => ({ item, action, correctedAt })), [
    { item: null, action: null, correctedAt: null },
    { item: "b", action: null, correctedAt: null },
  ]);
  assert.deepEqual([drifts[0]!.firstSeenAt, drifts[0]!.lastSeenAt > first], [first, true]);
  const gone = new Date(scratch.clock.ms).toISOString();
  await ground.quiet({ converged: false, differences: [difference({ item: "b" })] });
  assert.deepEqual((await ground.drifts()).map(({ correctedAt }) => correctedAt), [gone, null]);
  assert.deepEqual(await ground.told(), ["drift", "drift", "drift corrected"]);
});

Deno.test("dry runs that find the same one after another are one row", async () => {
  await using scratch = new Scratch();
  const ground = await Ground.begin(scratch, { dryRun: true });
  const tally = (changed: number) => ({ tally: { localhost: { ok: 3, changed } as never } });
  const run = async (changed: number) => {
    const differences = changed === 0 ? [] : [difference()];
    const iteration = await ground.pass();
    const closing = { phase: "completed" as const, converged: false, observations: tally(changed), differences };
    await ground.journal.closeIteration(iteration, closing);
    await ground.next();
  };
  for (const changed of [0, 0, 0, 1, 1, 0]) await run(changed);
  const rows = await ground.store.archive.iterations(ground.lease.loop.id, { last: 100 });
  assert.deepEqual(rows.map(({ repeats }) => repeats), [3, 2, 1]);
  assert.equal((await ground.drifts()).length, 1);
});

Deno.test("a drift keeps a diff of a few lines when the whole is long, and none that no_log hides", async () => {
  await using scratch = new Scratch();
  const ground = await Ground.begin(scratch);
  await ground.quiet();
  const pass = await ground.pass();
  const huge = [{ header: "/etc/big", before: "", after: "x".repeat(100_000) }];
  await ground.done(pass, deed({ diff: huge }));
  const { action } = note("0.tasks.1");
  await ground.done(pass, { action: { ...action, terms: noLog }, verdict: "allow", status: "running", diff });
  const [big, hidden] = await ground.drifts();
  assert.ok(JSON.stringify(big!.diff).length < 4096);
  assert.equal(hidden!.diff, null);
});
