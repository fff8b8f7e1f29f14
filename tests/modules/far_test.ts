// Some of the oracle's scenarios over ssh, as who logs in and as another user. `FAR_SEED` chooses others; far_long_test.ts tries all.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { noFarm } from "../sshd/farm.ts";
import { cannotTry } from "../transports/become_ground.ts";
import { allScenarios, anybodyMay, type Chosen, judgeFar } from "./far_oracle.ts";
import { farHost } from "./far_stage.ts";
import { noOracle } from "./oracle/suites.ts";

const ignore = noFarm() !== undefined || cannotTry() !== undefined || await noOracle() !== undefined;
const seed = Deno.env.get("FAR_SEED") ?? "1";
const MANY = 50;
/** Scenarios that only root may prepare. */
const MOST_OF_ROOT = 100;

for (const who of ["root", "person"] as const) {
  Deno.test(
    { name: `modules do far away what Ansible's do here: over ssh as ${who}, seed ${seed}`, ignore },
    async () => {
      await using host = await farHost();
      const all = await allScenarios();
      const may = who === "root" ? all : all.filter(anybodyMay);
      assert.ok(all.length - may.length <= MOST_OF_ROOT, `${all.length - may.length} scenarios are left out`);
      const place = ({ file, scenario }: Chosen) =>
        createHash("sha1").update(`${seed} ${who} ${file} ${scenario.name}`).digest("hex");
      const chosen = may.toSorted((a, b) => place(a) < place(b) ? -1 : 1).slice(0, MANY);
      const { complaints, refused } = await judgeFar(host, chosen, host[who]);
      assert.deepEqual(complaints, []);
      assert.ok(refused.length * 10 <= MANY, `${refused.length} were refused: ${refused}`);
    },
  );
}
