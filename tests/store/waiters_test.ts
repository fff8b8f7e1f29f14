// Many loops that wait for several others: whose turn it is and when, beside a list that is gone through by hand.
import assert from "node:assert/strict";
import fc from "fast-check";
import { Scratch, submission } from "./scratch.ts";

const HOLDERS = 4;

/** What a loop in the way has: a lease for so long, and a machine. */
const holder = fc.record({ leaseMs: fc.constantFrom(500, 1500, 5000), machine: fc.boolean() });
/** A loop that waits: since when, until when, and for which of the others. */
const waiter = fc.record({
  since: fc.integer({ min: -900, max: 900 }),
  until: fc.integer({ min: -900, max: 3000 }),
  behind: fc.option(fc.nat(HOLDERS - 1), { freq: 5 }),
});

Deno.test("Queue.claimNext() and nextTime() pass over whoever is behind a loop that holds a machine, and nobody else", async () => {
  const holders = fc.array(holder, { minLength: HOLDERS, maxLength: HOLDERS });
  const waiters = fc.array(waiter, { maxLength: 40 });
  const property = fc.asyncProperty(
    holders,
    waiters,
    fc.constantFrom(0, 600, 2000),
    async (holders, waiters, later) => {
      await using scratch = new Scratch();
      const store = await scratch.open();
      const { clock } = scratch;
      const begun = clock.ms;
      const iso = (ms: number) => new Date(begun + ms).toISOString();
      for (const [n, { leaseMs, machine }] of holders.entries()) {
        const { lease } = await store.queue.submit(submission, { name: `h${n}`, leaseMs });
        if (machine) await store.hostLeases(lease!).take([{ machine: `m${n}`, host: "web" }]);
      }
      const db = scratch.raw();
      const insert = db.prepare(
        "INSERT INTO loops (name, status, mode, created_at, run, next_run_at, waits_since, waits_for) VALUES ('w', 'waiting', 'single', 'then', 1, ?, ?, ?)",
      );
      for (const { since, until, behind } of waiters) {
        insert.run(
          iso(until),
          iso(since),
          behind === null ? null : behind + 1,
        );
      }
      clock.ms += later;

      const free = (behind: number | null, at: number) =>
        behind === null || !holders[behind]!.machine || holders[behind]!.leaseMs <= at;
      const moment = (at: number) =>
        [
          ...waiters.flatMap(({ since, until, behind }, n) =>
            // A time that is still to come is no time to have waited since: the clock was set back.
            (until <= at || since > at) && free(behind, at)
              ? [{ id: HOLDERS + n + 1, since: until <= at ? until : since }]
              : []
          ),
          ...holders.flatMap(({ leaseMs }, n) => leaseMs <= at ? [{ id: n + 1, since: leaseMs }] : []),
        ].sort((a, b) => a.since - b.since || a.id - b.id);
      const times = [...waiters.map(({ until }) => until), ...holders.map(({ leaseMs }) => leaseMs)];
      const first = [later, ...times.filter((at) => at > later).sort((a, b) => a - b)]
        .find((at) => moment(at).length > 0);
      assert.equal(await store.queue.nextTime(), first === undefined ? null : begun + first);
      const turn = await store.queue.claimNext({ name: "w", leaseMs: 1000 });
      assert.equal(turn?.loop.id, moment(later)[0]?.id);
    },
  );
  await fc.assert(property, { numRuns: 150 });
});
