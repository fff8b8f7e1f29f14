// The playbooks of the oracle again, far away: over ssh, as another user, and both, beside the same recordings of Ansible.
// `FAR_SEED` chooses others; all of them are played in far_long_test.ts.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { cannotTry } from "../transports/become_ground.ts";
import { readCases } from "./case.ts";
import { farPlaces } from "./far_places.ts";
import { playedAt, sliceOf } from "./far_slice.ts";
import { inTurns } from "./in_turns.ts";
import { judgeCase } from "./judge_case.ts";
import { readRecording } from "./recording.ts";

const ignore = noFarm() !== undefined || cannotTry() !== undefined;
const seed = Deno.env.get("FAR_SEED") ?? "1";
const EACH = 3;
/** Cases that may say that they differ far away, and cases that only root gets as they are recorded. */
const MOST_APART = 5;

Deno.test("few of the oracle's cases differ far away, and each says why", () => {
  const cases = readCases();
  const apart = cases.filter(({ differsAt }) => differsAt.length > 0).map(({ name }) => name);
  const root = cases.filter(({ root }) => root).map(({ name }) => name);
  assert.ok(apart.length <= MOST_APART, `${apart} differ far away`);
  assert.ok(root.length <= MOST_APART, `${root} are root's alone`);
});

for (const way of ["ssh", "become", "both"] as const) {
  Deno.test({
    name: `playbooks leave, tell and register far away what Ansible's run did here: ${way}, seed ${seed}`,
    ignore,
    // Cases are played side by side.
    sanitizeOps: false,
    sanitizeResources: false,
    fn: async () => {
      await using places = await farPlaces();
      const place = places[way];
      const complaints: string[] = [];
      const chosen = sliceOf(playedAt(readCases(), place), EACH, `${seed} ${way}`);
      // Two programs of one user of a machine wait for each other.
      const width = way === "ssh" ? 2 : 1;
      await inTurns(chosen, async (one) => {
        const found = await judgeCase(one, readRecording(one), { place });
        complaints.push(...found.map((each) => `${one.name}: ${each}`));
      }, width);
      assert.deepEqual(complaints, []);
      assert.equal(await places.logins() >= chosen.length, way !== "become", "who went over ssh");
    },
  });
}
