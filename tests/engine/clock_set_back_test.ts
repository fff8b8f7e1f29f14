// A clock that is set back under a run: what is on record from before lies in the future then, and is no reason to walk on.
import assert from "node:assert/strict";
import type { Event } from "../../src/model/event.ts";
import type { LoopOptions } from "../../src/model/loop.ts";
import { wait } from "../../src/worker/wait.ts";
import { ending, Ground, play } from "./ground.ts";

const HOUR_MS = 3_600_000;

/** Walks a loop whose clock is set back by an hour at the last task's event of that kind in its first pass; it is stopped where it walks on and on. */
async function setBackAt(kind: Event["kind"], options: Partial<LoopOptions>): Promise<{ end: string; passes: number }> {
  using ground = new Ground(play("- copy: {content: new, dest: DIR/made}\n- name: last\n  command: 'true'"), options);
  let backMs = 0;
  let passes = 0;
  const tooMany = new AbortController();
  const next = await ground.visit({
    stop: tooMany.signal,
    time: { now: () => Date.now() - backMs, monotonic: () => performance.now(), wait },
    hear: (event) => {
      if (event.kind === kind && (!("name" in event) || event.name === "last")) backMs = HOUR_MS;
      if (event.kind === "iteration closed" && ++passes > 5) tooMany.abort();
    },
  });
  return { end: ending(next), passes };
}

for (const kind of ["action started", "result", "iteration closed"] as const) {
  Deno.test(`runLoop() comes to its end though the clock is set back at the ${kind} of a pass`, async () => {
    assert.deepEqual(await setBackAt(kind, {}), { end: "completed: converged", passes: 2 });
    assert.deepEqual(await setBackAt(kind, { once: true }), { end: "completed: one pass, as asked", passes: 1 });
  });
}
