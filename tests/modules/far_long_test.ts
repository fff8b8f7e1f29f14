// All of the oracle's scenarios over ssh, as who logs in and as another user.
import assert from "node:assert/strict";
import { noFarm } from "../sshd/farm.ts";
import { cannotTry } from "../transports/become_ground.ts";
import { allScenarios, anybodyMay, judgeFar } from "./far_oracle.ts";
import { farHost } from "./far_stage.ts";
import { noOracle, suiteNames } from "./oracle/suites.ts";

const ignore = noFarm() !== undefined || cannotTry() !== undefined || await noOracle() !== undefined;
/** Scenarios that both sides are refused for want of rights, as another user. */
const MOST_REFUSED = 80;
const FEWEST = 990;

for (const who of ["root", "person"] as const) {
  Deno.test({ name: `every module does far away what Ansible's does here: over ssh as ${who}`, ignore }, async (t) => {
    await using host = await farHost();
    const all = (await allScenarios()).filter((one) => who === "root" || anybodyMay(one));
    assert.ok(all.length >= FEWEST, `${all.length} scenarios, expected at least ${FEWEST}`);
    const refused: string[] = [];
    for (const file of suiteNames) {
      await t.step(file, async () => {
        const judged = await judgeFar(host, all.filter((one) => one.file === file), host[who]);
        refused.push(...judged.refused);
        assert.deepEqual(judged.complaints, []);
      });
    }
    assert.ok(refused.length <= MOST_REFUSED, `${refused.length} were refused:\n${refused.join("\n")}`);
  });
}
