// Every playbook of the oracle far away: over ssh, as another user, and both, beside Ansible's recordings; and some beside Ansible
// itself, which goes the same way now.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { cannotTry } from "../transports/become_ground.ts";
import { readCases } from "./case.ts";
import { farPlaces } from "./far_places.ts";
import { playedAt, sliceOf } from "./far_slice.ts";
import { inTurns } from "./in_turns.ts";
import { judgeCase } from "./judge_case.ts";
import { readRecording, record } from "./recording.ts";

const ignore = noFarm() !== undefined || cannotTry() !== undefined;
const LIVE = 12;
// Steps that run side by side cannot be told apart by the sanitizers; the test around them is watched as a whole.
const unwatched = { sanitizeOps: false, sanitizeResources: false, sanitizeExit: false };

for (const way of ["ssh", "become", "both"] as const) {
  Deno.test({ name: `every playbook is far away as Ansible recorded it here: ${way}`, ignore }, async (t) => {
    await using places = await farPlaces();
    const place = places[way];
    // Two programs of one user of a machine wait for each other.
    const width = way === "ssh" ? 2 : 1;
    await inTurns(playedAt(readCases(), place), async (one) => {
      const fn = async () => assert.deepEqual(await judgeCase(one, readRecording(one), { place }), []);
      await t.step({ name: one.name, fn, ...unwatched });
    }, width);
  });

  Deno.test({ name: `playbooks are far away as Ansible's run there is now: ${way}`, ignore }, async (t) => {
    await using places = await farPlaces();
    const place = places[way];
    // Beside Ansible there nothing is a difference of the place.
    const cases = playedAt(readCases(), place).map((one) => ({ ...one, differsAt: [] }));
    const width = way === "ssh" ? 2 : 1;
    await inTurns(sliceOf(cases, LIVE, `live ${way}`), async (one) => {
      const fn = async () => assert.deepEqual(await judgeCase(one, await record(one, place), { place }), []);
      await t.step({ name: one.name, fn, ...unwatched });
    }, width);
  });
}
