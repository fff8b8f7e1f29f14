// Ansible itself, run now: every case, and more of chance. `ORACLE_SEEDS=200-260` names other seeds.
import assert from "node:assert/strict";
import { everyCase } from "./every_case.ts";
import { tryLive } from "./fuzz.ts";
import { inTurns } from "./in_turns.ts";
import { judgeCase } from "./judge_case.ts";
import { record } from "./recording.ts";

const [from, to] = (Deno.env.get("ORACLE_SEEDS") ?? "100-119").split("-").map(Number);
// Steps that run side by side cannot be told apart by the sanitizers; the test around them is watched as a whole.
const unwatched = { sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };

Deno.test("every case is as Ansible's run now", async (t) => {
  await inTurns(everyCase(), async (one) => {
    const fn = async () => {
      const complaints = await judgeCase(one, await record(one));
      assert(complaints.length === 0, `${one.name}\n  ${complaints.join("\n  ")}`);
    };
    await t.step({ name: one.name, fn, ...unwatched });
  });
});

Deno.test(`random tasks are as Ansible's run now, seeds ${from} to ${to}`, async (t) => {
  const seeds = Array.from({ length: to! - from! + 1 }, (_, index) => from! + index);
  await inTurns(seeds, async (seed) => {
    await t.step({ name: `seed ${seed}`, fn: async () => assert.equal(await tryLive(seed), undefined), ...unwatched });
  });
});
