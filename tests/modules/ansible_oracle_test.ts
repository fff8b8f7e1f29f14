// The same calls by Ansible and by us, in folders that were alike: the same trees, flags, messages and returns. A scenario
// is added to its module's file in oracle/. Ours is tried on this host's programs and on busybox's.
import assert from "node:assert/strict";
import { modules } from "../../src/modules/registry.ts";
import { placed } from "./oracle/ground.ts";
import { compare, honest } from "./oracle/judge.ts";
import { compareInRooms } from "./oracle/in_rooms.ts";
import type { Scenario } from "./oracle/scenario.ts";
import { type OurAnswers, ours, theirs } from "./oracle/sides.ts";
import { moduleOf, noOracle, readSuite, suiteNames } from "./oracle/suites.ts";
import { Stage } from "./stage.ts";

const FEWEST_SUITES = 50;
/** Whether Ansible cannot be asked here, which is then said. */
async function missing(): Promise<boolean> {
  const why = await noOracle();
  if (why !== undefined) await Deno.stdout.write(new TextEncoder().encode(`skipped: ${why}\n`));
  return why !== undefined;
}

/** A folder of busybox's programs and these, as the only PATH. */
async function barePath(stage: Stage, programs: string[]): Promise<string> {
  const folder = stage.path("bare-path");
  await Deno.mkdir(folder);
  await new Deno.Command("busybox", { args: ["--install", "-s", folder], stdin: "null" }).output();
  for (const program of ["busybox", ...programs]) {
    const found = await new Deno.Command("sh", { args: ["-c", 'command -v -- "$0"', program], stdin: "null" }).output();
    const link = `${folder}/${program}`;
    await Deno.remove(link).catch(() => undefined);
    await Deno.symlink(new TextDecoder().decode(found.stdout).trim(), link);
  }
  return folder;
}

for (const name of suiteNames) {
  const module = moduleOf(name);
  Deno.test(`${module} does what Ansible's does`, async (t) => {
    if (await missing()) return;
    const suite = await readSuite(name);
    await using there = await suite.open?.() ?? { words: {}, [Symbol.asyncDispose]: () => Promise.resolve() };
    if (suite.room !== undefined) return await compareInRooms(t, suite, { module, words: there.words });
    await using stage = await Stage.open();
    const call = (side: string, scenario: Scenario, n: number) =>
      placed(scenario, stage.path(`${side}/${n}`), there.words);
    const asked = theirs(suite.scenarios.map((scenario, n) => ({
      ...call("side-a", scenario, n),
      module: scenario.module ?? module,
    })));
    const registry = modules();
    const answers: { side: string; all: OurAnswers[] }[] = [];
    const answer = async (side: string, on: Stage) => {
      const all: OurAnswers[] = [];
      for (const [n, scenario] of suite.scenarios.entries()) {
        const made = registry.get(scenario.module ?? module);
        assert.ok(made !== undefined, `there is no module ${scenario.module ?? module}`);
        all.push(await ours(on, made, call(side, scenario, n)));
      }
      answers.push({ side, all });
    };
    const answerAll = async () => {
      await answer("side-b", stage);
      if (suite.programs === null) return;
      const path = await barePath(stage, suite.programs ?? []);
      await using bare = await Stage.open(["env", `PATH=${path}`, `${path}/busybox`, "sh"]);
      await answer("side-c", bare);
    };
    const [asks] = await Promise.all([asked, answerAll()]);
    let compared = 0;
    for (const { side, all } of answers) {
      for (const [n, scenario] of suite.scenarios.entries()) {
        await t.step(`${scenario.name}${side === "side-c" ? " (busybox)" : ""}`, () => {
          const [their, our] = [asks[n], all[n]];
          assert.ok(their !== undefined && our !== undefined);
          const keys = scenario.alike ?? suite.alike ?? [];
          const folders = ["side-a", side].map((one) => stage.path(`${one}/${n}`));
          compared++;
          compare(scenario, keys, { their, our, folders });
          honest(scenario, our);
        });
      }
    }
    assert.ok(compared >= suite.atLeast, `${compared} compared, expected at least ${suite.atLeast}`);
  });
}

Deno.test("the oracle's suites are all there", () => {
  assert.ok(suiteNames.length >= FEWEST_SUITES, `${suiteNames.length} suites, expected at least ${FEWEST_SUITES}`);
});
