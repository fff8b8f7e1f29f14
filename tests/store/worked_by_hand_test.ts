import assert from "node:assert/strict";
import { Scratch, submission } from "./scratch.ts";

Deno.test("Survey.workedByHand() counts loops of a live owner who is no worker, and none of a worker that has just died", async () => {
  await using scratch = new Scratch();
  const { queue, survey } = await scratch.open();
  const leaseMs = 30_000;
  await queue.submit(submission, { name: "terminal", leaseMs });
  assert.equal(await survey.workedByHand(), 1);
  await queue.beat({ name: "worker", concurrency: 4, working: 0 }, leaseMs);
  await queue.submit(submission);
  scratch.clock.ms += 29_000;
  await queue.claimNext({ name: "worker", leaseMs });
  await queue.submit(submission, { name: "terminal", leaseMs });
  scratch.clock.ms += 2000;
  assert.deepEqual(await queue.workers(), []);
  assert.equal(await survey.workedByHand(), 1, "the first lease has run out, the worker's lives longer than its row");
  scratch.clock.ms += leaseMs;
  assert.equal(await survey.workedByHand(), 0);
});
