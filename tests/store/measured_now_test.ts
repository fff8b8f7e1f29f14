import assert from "node:assert/strict";
import type { Measurement } from "../../src/ports/measured.ts";
import { asking, claimed, Scratch, submission } from "./scratch.ts";
import { OLDER, placeFixture } from "./upgrades/fixtures.ts";

const owner = { name: "worker", leaseMs: 30_000 };

function told(list: readonly Measurement[]): Record<string, number> {
  return Object.fromEntries(
    list.filter(({ value }) => value !== 0).map(({ labels, value }) => [Object.values(labels).join(" "), value]),
  );
}

Deno.test("Survey.measure() has open questions by kind, and how long the oldest has waited", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  assert.equal((await store.survey.measure()).oldestPromptSeconds, 0);
  await asking(store, ["one?"]);
  scratch.clock.ms += 60_000;
  await asking(store, ["two?", "three?"]);
  scratch.clock.ms += 1500;
  const { openPrompts, oldestPromptSeconds } = await store.survey.measure();
  assert.deepEqual([told(openPrompts), oldestPromptSeconds], [{ question: 3 }, 61.5]);
  await store.queue.answer(1, "yes", "anna");
  const after = await store.survey.measure();
  assert.deepEqual([told(after.openPrompts), after.oldestPromptSeconds], [{ question: 2 }, 1.5]);
  assert.deepEqual(told(after.answeredPrompts), { question: 1 });
});

Deno.test("Survey.measure() has loops whose turn it is and that nobody has", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, survey } = store;
  const due = async () => {
    const { due, longestDueSeconds } = await survey.measure();
    return [due, longestDueSeconds];
  };
  assert.deepEqual(await due(), [0, 0]);
  await queue.submit(submission);
  scratch.clock.ms += 5000;
  assert.deepEqual(await due(), [1, 5], "pending");
  const lease = await queue.claimNext(owner);
  assert.deepEqual(await due(), [0, 0], "taken");
  await queue.release(lease!, { kind: "again", at: scratch.clock.ms + 10_000, reason: "later" });
  assert.deepEqual(await due(), [0, 0], "waits");
  scratch.clock.ms += 12_000;
  assert.deepEqual(await due(), [1, 2], "its time has come");
  await queue.claimNext(owner);
  scratch.clock.ms += 31_000;
  assert.deepEqual(await due(), [1, 1], "its worker went away");
  await queue.suspend(1, { by: "anna", reason: "", until: new Date(scratch.clock.ms + 1000).toISOString() });
  assert.deepEqual(await due(), [0, 0], "paused");
  scratch.clock.ms += 4000;
  assert.deepEqual(await due(), [1, 3], "its pause is over");
});

Deno.test("Survey.measure() has live workers, what they work on, and when leases were renewed", async () => {
  await using scratch = new Scratch();
  const store = await scratch.open();
  const { queue, survey } = store;
  const work = async () => {
    const { workers, working, oldestLeaseSeconds } = await survey.measure();
    return [workers, working, Math.round(oldestLeaseSeconds * 1000) / 1000];
  };
  assert.deepEqual(await work(), [0, 0, 0]);
  await queue.beat({ name: "worker", concurrency: 2, working: 0 }, 30_000);
  const [first, second] = [await claimed(store), await claimed(store)];
  assert.deepEqual(await work(), [1, 2, 0]);
  scratch.clock.ms += 7000;
  await queue.renew([first], 30_000);
  await queue.beat({ name: "worker", concurrency: 2, working: 2 }, 30_000);
  assert.deepEqual(await work(), [1, 2, 7]);
  await queue.rest(second, { kind: "again", at: scratch.clock.ms + 1000, reason: "later" });
  assert.deepEqual(await work(), [1, 1, 7]);
  scratch.clock.ms += 31_000;
  assert.deepEqual(await work(), [0, 0, 0]);
});

/** As much as there is to count of a file, counted in the slow way. */
const SLOWLY = {
  actions:
    `SELECT module || ' ' || status AS label, count(*) AS n FROM actions WHERE status NOT IN ('pending', 'running') GROUP BY 1`,
  drifts: `SELECT 'found' AS label, count(*) AS n FROM drifts HAVING n > 0 UNION ALL
    SELECT 'corrected', count(*) AS n FROM drifts WHERE corrected_at IS NOT NULL HAVING n > 0`,
  answeredPrompts:
    `SELECT coalesce(kind, 'question') AS label, count(*) AS n FROM prompts WHERE status = 'answered' GROUP BY 1`,
  loops: `SELECT status AS label, count(*) AS n FROM loops GROUP BY 1`,
  iterations:
    `SELECT CASE WHEN converged = 1 THEN 'converged' ELSE phase END AS label, sum(repeats) AS n FROM iterations
    WHERE completed_at IS NOT NULL GROUP BY 1`,
} as const;

for (const version of OLDER) {
  Deno.test(`migrate() counts what is there: version ${version}`, async () => {
    await using scratch = new Scratch();
    placeFixture(version, scratch.path);
    const store = await scratch.open({ create: false });
    const db = scratch.raw();
    const measured = await store.survey.measure();
    for (const [what, sql] of Object.entries(SLOWLY)) {
      const counted = what === "iterations"
        ? measured.iterations.map(({ labels, count }) => ({ labels, value: count }))
        : measured[what as Exclude<keyof typeof SLOWLY, "iterations">];
      const slowly = Object.fromEntries(db.prepare(sql).all().map(({ label, n }) => [label, n]));
      assert.deepEqual(told(counted), slowly, what);
    }
    assert.ok(told(measured.actions)["command completed"] ?? told(measured.actions)["dnf completed"]);
    const { rows } = await store.survey.hosts({ limit: 99 });
    assert.deepEqual(
      rows.map(({ host }) => host),
      db.prepare("SELECT DISTINCT hostname AS h FROM hosts ORDER BY 1").all().map(({ h }) => h),
    );
    assert.deepEqual(await store.upkeep.verify(), []);
  });
}

Deno.test("migrate() shows what the original knew of a host", async () => {
  await using scratch = new Scratch();
  scratch.legacy();
  const { survey } = await scratch.open();
  const [host] = (await survey.hosts({ limit: 9 })).rows;
  const { address, groups, status, system } = host!;
  assert.deepEqual([address, groups, status, system], ["203.0.113.10", ["web"], "reachable", "Fedora Linux 42"]);
});
