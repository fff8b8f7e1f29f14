// Random playbooks on four hosts, beside what Ansible did with them; `fleet_now.ts` tries more.
import assert from "node:assert/strict";
import { FLEET_SEEDS } from "./every_case.ts";
import { judgeCase } from "./judge_case.ts";
import { randomFleet } from "./random_fleet.ts";
import { readRecording } from "./recording.ts";

for (const seed of FLEET_SEEDS) {
  Deno.test(`a random fleet of seed ${seed} leaves, tells and registers what Ansible's run did`, async () => {
    const one = randomFleet(seed);
    const complaints = await judgeCase(one, readRecording(one));
    assert(complaints.length === 0, `seed ${seed}\n  ${complaints.join("\n  ")}\n${one.playbook}`);
  });
}

Deno.test("randomFleet() gives the same text for a seed, and others for others", () => {
  assert.equal(randomFleet(7).playbook, randomFleet(7).playbook);
  assert.equal(new Set(Array.from({ length: 50 }, (_, seed) => randomFleet(seed).playbook)).size, 50);
});
