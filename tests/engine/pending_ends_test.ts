import assert from "node:assert/strict";
import { PendingEnds } from "../../src/engine/pending_ends.ts";
import { LeaseLost } from "../../src/model/errors.ts";
import type { Finish, Journal } from "../../src/ports/journal.ts";

const END: Finish = { id: 1, status: "completed", result: { changed: true } };

/** Ends, a clock in the test's hand, and what was written. */
function pending(finishAction?: Journal["finishAction"]) {
  const time = { now: 0 };
  const written: number[][] = [];
  const timers: { ms: number; ring: () => void }[] = [];
  const ends = new PendingEnds({
    journal: {
      finishAction: finishAction ?? ((ends: Finish[]) => Promise.resolve(void written.push(ends.map(({ id }) => id)))),
    } as Journal,
    clock: { now: () => time.now, monotonic: () => time.now },
    wait: (ms, signal) => {
      const { promise, resolve } = Promise.withResolvers<void>();
      timers.push({ ms, ring: resolve });
      signal.addEventListener("abort", () => resolve());
      return promise;
    },
  });
  return { ends, time, written, timers };
}

Deno.test("PendingEnds hands ends to the commit that starts next, once", async () => {
  const { ends, written } = pending();
  ends.add([END]);
  assert.equal(await ends.during(() => Promise.resolve("looked")), "looked");
  assert.deepEqual(ends.take(), [END]);
  await ends.write();
  assert.deepEqual(written, []);
});

Deno.test("PendingEnds writes ends on their own where what goes on takes long", async () => {
  const { ends, written, timers } = pending();
  ends.add([END]);
  const look = Promise.withResolvers<string>();
  const looking = ends.during(() => look.promise);
  assert.deepEqual(timers.map(({ ms }) => ms), [50]);
  timers[0]!.ring();
  await Promise.resolve();
  await Promise.resolve();
  assert.deepEqual(written, [[1]], "the look is still going on");
  look.resolve("looked");
  assert.equal(await looking, "looked");
  assert.deepEqual(ends.take(), []);
});

Deno.test("PendingEnds writes what is known for long before anything else, however many short steps came", async () => {
  const { ends, time, written } = pending();
  ends.add([END]);
  await ends.during(() => Promise.resolve());
  time.now = 49;
  await ends.during(() => Promise.resolve());
  assert.deepEqual(written, []);
  time.now = 50;
  await ends.during(() => Promise.resolve());
  assert.deepEqual(written, [[1]]);
});

Deno.test("PendingEnds keeps ends of a look that fails for whoever writes them", async () => {
  const { ends } = pending();
  ends.add([END]);
  await assert.rejects(ends.during(() => Promise.reject(new Error("broken"))), /broken/);
  assert.deepEqual(ends.take(), [END]);
});

Deno.test("PendingEnds tells whoever takes long that the ends could not be written, once that is over; nothing goes unheard", async () => {
  const lost = new LeaseLost("another worker has it");
  const { ends, timers } = pending(() => Promise.reject(lost));
  ends.add([END]);
  const look = Promise.withResolvers<void>();
  const looking = ends.during(() => look.promise);
  timers[0]!.ring();
  // A rejection that nobody listens to by then fails the test.
  await new Promise((resolve) => setTimeout(resolve, 0));
  look.resolve();
  await assert.rejects(looking, lost);
});
