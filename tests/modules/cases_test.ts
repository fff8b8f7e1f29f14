// Cases as data: parameters and facts in, the plan out. Adding one is adding a file under tests/cases/<module>/.
import assert from "node:assert/strict";
import type { Command } from "../../src/model/command.ts";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { modules } from "../../src/modules/registry.ts";
import type { PlannedModule } from "../../src/modules/frame/planned.ts";
import { caseFacts } from "./case_facts.ts";

interface Case {
  name: string;
  params: JsonObject;
  facts: JsonObject | null;
  check?: boolean;
  kind: "same" | "fail" | "change";
  /** Words of each command; of a script the lines that matter, and its arguments. */
  commands?: (string[] | { script: string[]; args: string[]; stdin?: string })[];
  diff?: Json;
  /** These entries must be so; others may be there. An entry that is null here must be missing or null. */
  result?: JsonObject;
  cannotTell?: boolean;
  /** Paths of the result's files (find). */
  found?: string[];
}

const FEWEST = 610;
const root = new URL("../cases/", import.meta.url);
const registry = modules();
let found = 0;

for (const folder of [...Deno.readDirSync(root)].map((entry) => entry.name).sort()) {
  for (const file of [...Deno.readDirSync(new URL(`${folder}/`, root))].map((entry) => entry.name).sort()) {
    found++;
    const spec: Case = JSON.parse(Deno.readTextFileSync(new URL(`${folder}/${file}`, root)));
    Deno.test(`${folder} ${spec.name}`, () => {
      const module = registry.get(folder) as PlannedModule<unknown>;
      const plan = module.decide(caseFacts(folder, spec.facts), spec.params, { checkMode: spec.check ?? false });
      assert.equal(plan.kind, spec.kind, JSON.stringify(plan));
      for (const [key, value] of Object.entries(spec.result ?? {})) {
        assert.deepEqual(plan.result[key] ?? null, value, `${key} of ${JSON.stringify(plan.result)}`);
      }
      if (spec.found !== undefined) {
        assert.deepEqual((plan.result.files as JsonObject[]).map(({ path }) => path), spec.found);
      }
      if (plan.kind !== "change") {
        assert.equal(spec.commands, undefined);
        assert.equal(spec.diff, undefined);
        return;
      }
      assert.equal(plan.cannotTell ?? false, spec.cannotTell ?? false, "cannotTell");
      if (spec.diff !== undefined) assert.deepEqual(plan.diff, spec.diff);
      assert.ok(spec.commands !== undefined, "a change needs commands");
      assert.equal(plan.commands.length, spec.commands.length, JSON.stringify(plan.commands));
      spec.commands.forEach((expected, at) => matches(plan.commands[at]!, expected));
    });
  }
}

function matches(command: Command, expected: NonNullable<Case["commands"]>[number]): void {
  if (Array.isArray(expected)) return assert.deepEqual(command.argv, expected);
  const [shell, flag, script = "", , ...args] = command.argv;
  assert.deepEqual([shell, flag], ["sh", "-c"]);
  assert.deepEqual(args, expected.args);
  for (const line of expected.script) {
    assert.ok(script.split("\n").some((one) => one.includes(line)), `${line} in ${script}`);
  }
  if (expected.stdin === undefined) return;
  assert.equal(
    typeof command.stdin === "string" ? command.stdin : new TextDecoder().decode(command.stdin),
    expected.stdin,
  );
}

Deno.test("the cases are all there", () => {
  assert.ok(found >= FEWEST, `${found} cases, expected at least ${FEWEST}`);
});
