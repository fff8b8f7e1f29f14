// The oracle in folders: a call is made in folders that were alike, by Ansible, by us, and by us on a host that has busybox's programs alone.
import assert from "node:assert/strict";
import { modules } from "../../../src/modules/registry.ts";
import { Stage } from "../stage.ts";
import { placed } from "./ground.ts";
import { compare, honest } from "./judge.ts";
import type { Scenario, Suite } from "./scenario.ts";
import { type OurAnswers, ours, theirs } from "./sides.ts";

/** Most scenarios of a suite in the gate, spread over it: one takes a tenth of a second on either side and more. The slow suite has all of them. */
const IN_GATE = 40;

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

/** A suite whose scenarios have folders: a step for each and each side of ours. Throws AssertionError where too few are there. */
export async function compareInFolders(
  t: Deno.TestContext,
  { scenarios: written, programs, atLeast, inGate = IN_GATE, alike = [] }: Suite,
  { module, words, whole = false }: { module: string; words: Record<string, string>; whole?: boolean },
): Promise<void> {
  const sides = programs === null ? 1 : 2;
  assert.ok(written.length * sides >= atLeast, `${written.length * sides} to compare, expected at least ${atLeast}`);
  const every = whole ? 1 : Math.ceil(written.length / inGate);
  const scenarios = written.filter((_, at) => at % every === 0);
  await using stage = await Stage.open();
  const call = (side: string, scenario: Scenario, n: number) => placed(scenario, stage.path(`${side}/${n}`), words);
  const asked = theirs(scenarios.map((scenario, n) => ({
    ...call("side-a", scenario, n),
    module: scenario.module ?? module,
  })));
  const registry = modules();
  const answers: { side: string; all: OurAnswers[] }[] = [];
  const answer = async (side: string, on: Stage) => {
    const all: OurAnswers[] = [];
    for (const [n, scenario] of scenarios.entries()) {
      const made = registry.get(scenario.module ?? module);
      assert.ok(made !== undefined, `there is no module ${scenario.module ?? module}`);
      all.push(await ours(on, made, call(side, scenario, n)));
    }
    answers.push({ side, all });
  };
  const answerAll = async () => {
    await answer("side-b", stage);
    if (programs === null) return;
    const path = await barePath(stage, programs ?? []);
    await using bare = await Stage.open(["env", `PATH=${path}`, `${path}/busybox`, "sh"]);
    await answer("side-c", bare);
  };
  const [asks] = await Promise.all([asked, answerAll()]);
  assert.equal(answers.length, sides);
  for (const { side, all } of answers) {
    for (const [n, scenario] of scenarios.entries()) {
      await t.step(`${scenario.name}${side === "side-c" ? " (busybox)" : ""}`, () => {
        const [their, our] = [asks[n], all[n]];
        assert.ok(their !== undefined && our !== undefined);
        const folders = ["side-a", side].map((one) => stage.path(`${one}/${n}`));
        compare(scenario, scenario.alike ?? alike, { their, our, folders });
        honest(scenario, our);
      });
    }
  }
}
