// Random tasks over the file modules, beside what Ansible did with them: a slice of tests/oracle/live_long_test.ts.
import assert from "node:assert/strict";
import { GATE_SEEDS } from "./every_case.ts";
import { LENGTH, randomCase, tryLive } from "./fuzz.ts";
import { judgeCase } from "./judge_case.ts";
import { playbookOf, randomPlaybook } from "./random_playbook.ts";
import { readRecording } from "./recording.ts";

for (const seed of GATE_SEEDS) {
  Deno.test(`forty random tasks of seed ${seed} leave, tell and register what Ansible's run did`, async () => {
    if (Deno.env.get("ANSIBLE_ORACLE") === "live") return assert.equal(await tryLive(seed), undefined);
    const one = randomCase(seed);
    const theirs = readRecording(one);
    const complaints = await judgeCase(one, theirs);
    assert(complaints.length === 0, `seed ${seed}\n  ${complaints.join("\n  ")}\n${one.playbook}`);
    const done = theirs.run.tasks.filter(({ results }) => results.some(({ outcome }) => outcome === "changed"));
    assert(
      done.length >= LENGTH / 4,
      `only ${done.length} of ${LENGTH} tasks changed something: chance has become dull`,
    );
  });
}

Deno.test("randomPlaybook() gives the same text for a seed, and others for others", () => {
  const text = (seed: number) => {
    const { before, tasks } = randomPlaybook(seed, LENGTH);
    return playbookOf(before, tasks);
  };
  assert.equal(text(7), text(7));
  assert.equal(new Set(Array.from({ length: 50 }, (_, seed) => text(seed))).size, 50);
});
