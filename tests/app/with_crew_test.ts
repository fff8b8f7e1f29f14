import assert from "node:assert/strict";
import { withCrew } from "../../src/app/with_crew.ts";
import { openStore } from "../../src/store/open_store.ts";

const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const never = new AbortController().signal;
const PLAYBOOK =
  "- hosts: localhost\n  gather_facts: false\n  tasks:\n    - command: sleep 0.3\n      changed_when: false\n";

Deno.test("a crew that walks a loop again is not disturbed by the closing of the lease before", async () => {
  const folder = await Deno.makeTempDir({ prefix: "crew-" });
  try {
    await using store = await openStore(`${folder}/loops.db`, { create: true, clock });
    const file = `${folder}/site.yml`;
    await Deno.writeTextFile(file, PLAYBOOK);
    const owner = { name: "crew", leaseMs: 60_000 };
    const options = { file, once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask" as const };
    await store.queue.submit({ name: "site", mode: "single", desiredState: file, options });
    const walking = { held: () => Promise.resolve(), signals: { stop: never, signal: never } };
    const next = await withCrew({ store, events: { emit: () => {} }, clock, owner }, async (crew) => {
      const first = (await store.queue.claimNext(owner))!;
      const stopped = AbortSignal.abort();
      await crew.walk(first, { ...walking, signals: { stop: stopped, signal: never } });
      await store.queue.release(first, { kind: "again", at: clock.now(), reason: "its worker was stopped" });
      const second = (await store.queue.claimNext(owner))!;
      const walked = crew.walk(second, walking);
      await crew.leave(first);
      return await walked;
    });
    assert.deepEqual(next, { kind: "done", status: "completed", reason: "converged" });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
