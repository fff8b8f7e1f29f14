// Whole playbooks under Ansible and under ours, in trees that were alike: what is left, what each task said, what is registered.
import assert from "node:assert/strict";
import { type Case, readCases } from "./case.ts";
import { everyCase } from "./every_case.ts";
import { inTurns } from "./in_turns.ts";
import { judgeCase } from "./judge_case.ts";
import { readRecording, record, recordedNames } from "./recording.ts";

const SMALL = 80;
const LARGE = 5;
const LARGE_TASKS = 40;

Deno.test("the oracle has as many cases as were asked for, and a recording of each", () => {
  const cases = readCases();
  const large = cases.filter((one) => readRecording(one).run.tasks.length >= LARGE_TASKS);
  assert(cases.length - large.length >= SMALL, `${cases.length - large.length} small cases, ${SMALL} are demanded`);
  assert(large.length >= LARGE, `${large.length} cases with ${LARGE_TASKS} tasks, ${LARGE} are demanded`);
  assert.deepEqual(recordedNames().sort(), everyCase().map(({ name }) => name).sort());
});

Deno.test("playbooks leave, tell and register what Ansible's run did", async (t) => {
  const live = Deno.env.get("ANSIBLE_ORACLE") === "live";
  const only = Deno.env.get("ORACLE_CASES")?.split(",");
  const cases = readCases().filter(({ name }) => only?.includes(name) ?? true);
  const whole = live || only !== undefined;
  await inTurns([...cases.entries()], async ([at, one]) => {
    // Steps that run side by side cannot be told apart by the sanitizers; the test around them is watched as a whole.
    await t.step({
      name: one.name,
      ignore: one.root && Deno.uid() !== 0,
      fn: async () => await judge(one, { live, further: whole || at % 2 === 0 }),
      sanitizeOps: false,
      sanitizeResources: false,
      sanitizeExit: false,
    });
  });
});

/** The gate has time to go on until it converges, and once more, for every second case; live_long_test.ts does so for all. */
async function judge(one: Case, { live, further }: { live: boolean; further: boolean }): Promise<void> {
  const complaints = await judgeCase(one, live ? await record(one) : readRecording(one), { further });
  assert(complaints.length === 0, `tests/oracle/cases/${one.name}.yml\n  ${complaints.join("\n  ")}`);
}
