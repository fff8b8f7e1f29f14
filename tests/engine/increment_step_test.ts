// What comes next in an incremental run, of rows made by hand.
import assert from "node:assert/strict";
import { incrementStep } from "../../src/engine/increment_step.ts";
import type { Increment } from "../../src/model/increment.ts";
import type { LoopOptions } from "../../src/model/loop.ts";
import { iteration } from "../fakes/records.ts";

const OPTIONS: LoopOptions = { once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask" };
const DONE: Increment = {
  id: 1,
  n: 1,
  play: 0,
  name: "web",
  isFix: false,
  foundBy: null,
  status: "completed",
};

Deno.test("incrementStep() tells an approval that a verification waits for in one line, as every other pass does", () => {
  const approval = {
    id: 1,
    kind: "approval",
    text: "The playbook wants 1 action that policy asks about.\n1. web1: command cmd=reboot",
    options: ["yes", "no"],
    about: "approval:1",
    status: "pending" as const,
    response: null,
  };
  const verification = iteration({ phase: "unfinished", prompts: [approval] });
  assert.deepEqual(incrementStep([DONE], [verification], OPTIONS), {
    kind: "end",
    next: { kind: "paused", reason: "The playbook wants 1 action that policy asks about." },
  });
});
