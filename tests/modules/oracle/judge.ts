// Ours against Ansible's, scenario by scenario: flags, messages, returns and trees; and whether check mode spoke the truth.
import assert from "node:assert/strict";
import type { Json, JsonObject } from "../../../src/model/json.ts";
import { withoutBystanders } from "../bystanders.ts";
import { masked } from "./ground.ts";
import type { Scenario, Turn } from "./scenario.ts";
import type { Answers, OurAnswers } from "./sides.ts";

const FLAGS = ["changed", "failed", "skipped"];

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
  return Object.fromEntries([...flags, ...keys.map((key) => [key, withoutBystanders(at(result, key))])]);
}

/** Ours against Ansible's, with what differs on purpose. Throws AssertionError where they are apart. */
export function compare(
  scenario: Scenario,
  keys: string[],
  sides: { their: Answers; our: OurAnswers; folders: string[] },
) {
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

/** Check mode changes nothing and says what the run then does; a second run finds nothing to do. Throws AssertionError where that is not so. */
export function honest(scenario: Scenario, our: OurAnswers): void {
  assert.deepEqual(our.checked, our.before, "check mode changed something");
  if (our.cannotTell || scenario.blind !== undefined) return;
  const { check, run, again } = our.results;
  for (const [key, predicted] of Object.entries(check)) {
    const came = withoutBystanders(run[key] ?? null);
    if (scenario.guessed?.includes(key) || equal(came, withoutBystanders(predicted))) continue;
    assert.deepEqual(
      came,
      withoutBystanders(predicted),
      `${key} of check mode: ${JSON.stringify(predicted)}, of the run: ${JSON.stringify(run[key])}`,
    );
  }
  if (scenario.restless !== undefined) return;
  assert.equal(again.changed, false, `the second run changed something: ${JSON.stringify(again)}`);
  assert.deepEqual(our.tree, our.ran, "the second run changed something");
}
