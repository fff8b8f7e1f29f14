// The same calls by Ansible and by us, in folders that were alike: the same trees, flags, messages and returns. A scenario
// is added to its module's file in oracle/. Ours is tried on this host's programs and on busybox's.
import assert from "node:assert/strict";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { modules } from "../../src/modules/registry.ts";
import { masked, placed } from "./oracle/ground.ts";
import type { Scenario, Suite, Turn } from "./oracle/scenario.ts";
import { type Answers, type OurAnswers, ours, theirs } from "./oracle/sides.ts";
import { Stage } from "./stage.ts";

const FEWEST_SUITES = 30;
const FLAGS = ["changed", "failed", "skipped"];
const root = new URL("oracle/", import.meta.url);
const names = [...Deno.readDirSync(root)].map((entry) => entry.name).filter((name) =>
  name.endsWith(".json") || (name.endsWith(".ts") && !["scenario.ts", "ground.ts", "sides.ts"].includes(name))
).sort();

async function read(name: string): Promise<Suite> {
  if (name.endsWith(".json")) return JSON.parse(await Deno.readTextFile(new URL(name, root)));
  return (await import(new URL(name, root).href)).suite;
}

/** Why Ansible cannot be asked here; under CI that is a failure. */
async function missing(): Promise<string | undefined> {
  const there = await new Deno.Command("ansible-playbook", { args: ["--version"], stdin: "null" }).output()
    .catch(() => undefined);
  const why = there === undefined
    ? "ansible-playbook is not installed"
    : Deno.uid() === 0
    ? undefined
    : "only root may change owners";
  if (why === undefined) return undefined;
  assert.notEqual(Deno.env.get("CI"), "true", why);
  await Deno.stdout.write(new TextEncoder().encode(`skipped: ${why}\n`));
  return why;
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

/** `a.b` leads into objects; `list.*.a,b` is a and b of every item, sorted. */
function at(value: Json, key: string): Json {
  const [part = "", ...rest] = key.split(".");
  if (part === "*" && Array.isArray(value)) {
    return value.map((item) => JSON.stringify((rest[0] ?? "").split(",").map((name) => at(item, name)))).sort();
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) return null;
  const inner = value[part] ?? null;
  return rest.length === 0 ? inner : at(inner, rest.join("."));
}

function picked(result: JsonObject, keys: string[]): JsonObject {
  const flags = FLAGS.map((flag) => [flag, result[flag] ?? false]);
  return Object.fromEntries([...flags, ...keys.map((key) => [key, at(result, key)])]);
}

/** Ours against Ansible's, with what differs on purpose. */
function compare(scenario: Scenario, keys: string[], sides: { their: Answers; our: OurAnswers; folders: string[] }) {
  const { their, our, folders: [theirFolder = "", ourFolder = ""] } = sides;
  const { differs } = scenario;
  const unsupported = /check mode is not supported|does not support check mode/.test(
    String(their.results.check.msg ?? ""),
  );
  for (const turn of ["check", "run", "again"] satisfies Turn[]) {
    if (turn === "check" && unsupported) continue;
    const some = turn === "check" ? [] : keys;
    const mine = masked(picked(our.results[turn], some), ourFolder);
    const plain = masked(picked(their.results[turn], some), theirFolder);
    const apart = differs?.[turn];
    if (apart !== undefined) assert.notDeepEqual(mine, plain, `${turn}: no difference any more`);
    const whole = `${turn}: ${JSON.stringify(our.results[turn])}\n  Ansible: ${JSON.stringify(their.results[turn])}\n`;
    const expected = { ...plain, ...apart };
    if (!equal(mine, expected)) assert.deepEqual(mine, expected, `${whole}${difference(mine, expected)}`);
  }
  if (differs?.tree) assert.notDeepEqual(our.tree, their.tree, "no difference any more");
  else assert.deepEqual(our.tree, their.tree);
}

function equal(one: unknown, other: unknown): boolean {
  try {
    assert.deepEqual(one, other);
    return true;
  } catch {
    return false;
  }
}

function difference(mine: JsonObject, expected: JsonObject): string {
  return Object.keys({ ...mine, ...expected }).filter((key) => !equal(mine[key], expected[key]))
    .map((key) => `  ${key}: ${JSON.stringify(mine[key])}, expected ${JSON.stringify(expected[key])}`).join("\n");
}

/** Check mode changes nothing and says what the run then does; a second run finds nothing to do. */
function honest(scenario: Scenario, our: OurAnswers): void {
  assert.deepEqual(our.checked, our.before, "check mode changed something");
  if (our.cannotTell || scenario.blind !== undefined) return;
  const { check, run, again } = our.results;
  for (const [key, predicted] of Object.entries(check)) {
    if (scenario.guessed?.includes(key) || equal(run[key] ?? null, predicted)) continue;
    assert.deepEqual(
      run[key],
      predicted,
      `${key} of check mode: ${JSON.stringify(predicted)}, of the run: ${JSON.stringify(run[key])}`,
    );
  }
  if (scenario.restless !== undefined) return;
  assert.equal(again.changed, false, `the second run changed something: ${JSON.stringify(again)}`);
  assert.deepEqual(our.tree, our.ran, "the second run changed something");
}

for (const name of names) {
  const module = name.replace(/\.\w+$/, "");
  Deno.test(`${module} does what Ansible's does`, async (t) => {
    if (await missing() !== undefined) return;
    const suite = await read(name);
    await using there = await suite.open?.() ?? { words: {}, [Symbol.asyncDispose]: () => Promise.resolve() };
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
  assert.ok(names.length >= FEWEST_SUITES, `${names.length} suites, expected at least ${FEWEST_SUITES}`);
});
