// What a model is told of the game: every example in it must be a reply that is read.
import assert from "node:assert/strict";
import { readDecision } from "../../src/deciders/reply.ts";
import { readPlan } from "../../src/deciders/reply_plan.ts";
import { DECISION, PLAN, schemaOf } from "../../src/deciders/reply_shape.ts";
import { decisionPrompt, planPrompt } from "../../src/deciders/system_prompt.ts";
import { brief, host, terms } from "./a_brief.ts";

const PROMPT = decisionPrompt(terms({ uri: ["url_password"] }));
const HOSTS = { ...brief(), hosts: [host("web1", { groups: ["web"] })] };

/** The objects that are written out under a key, in its paragraph. */
function examples(key: string): unknown[] {
  const lines = PROMPT.split("\n");
  const from = lines.findIndex((line) => line.startsWith(`- "${key}"`));
  assert.ok(from >= 0, `the prompt says nothing of ${key}`);
  const length = lines.slice(from + 1).findIndex((line) => !line.startsWith("  "));
  const text = lines.slice(from, from + 1 + length).join("\n");
  return [...text.matchAll(/\{"(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}/g)].map(([found]) => JSON.parse(found));
}

for (const [key, count] of Object.entries({ actions: 1, observe: 1, ask: 1, state_ops: 3, learn: 1 })) {
  Deno.test(`decisionPrompt() its examples of "${key}" are replies that are read`, () => {
    const all = examples(key);
    assert.equal(all.length, count);
    for (const example of all) {
      const beside = key === "learn" ? { converged: true } : {};
      const reply = JSON.stringify({ reasoning: "r", ...beside, [key]: key === "learn" ? example : [example] });
      const read = readDecision(reply, HOSTS, terms());
      assert.ok("value" in read, JSON.stringify(read));
    }
  });
}

Deno.test("decisionPrompt() names every module that may be used, with what must be given, and no other", () => {
  const told = [...PROMPT.matchAll(/^- (\w+): /gm)].map(([, name]) => name);
  const { modules } = terms();
  const unusable = ["add_host", "assert", "debug", "fail", "group_by", "include_vars", "pause", "set_fact"];
  assert.deepEqual(told, modules.names().filter((name) => !unusable.includes(name)));
  assert.match(PROMPT, /^- stat: .* path! path,/m);
  assert.match(PROMPT, /^- file: .* state absent\|directory\|file\|hard\|link\|touch,/m);
});

Deno.test("decisionPrompt() tells of bound parameters by name", () => {
  assert.match(PROMPT, /^- uri: .* url_password \(bound to a secret: leave it out\),/m);
  assert.doesNotMatch(decisionPrompt(terms()), /bound to a secret: leave/);
});

Deno.test("decisionPrompt() is the same for all calls of a loop, and not long", () => {
  assert.equal(decisionPrompt(terms()), decisionPrompt(terms()));
  assert.ok(PROMPT.length < 30_000, `${PROMPT.length} characters`);
});

Deno.test("planPrompt() its example is a plan that is read", () => {
  const [example = ""] = /\{"reasoning".*\}\]\}/.exec(planPrompt()) ?? [];
  assert.deepEqual(readPlan(example), {
    value: { reasoning: "why these steps", increments: [{ name: "nginx is installed on all hosts" }] },
  });
});

Deno.test("schemaOf() parameters may have any name, a reply may not", () => {
  const { properties, additionalProperties, required, $schema } = schemaOf(DECISION) as {
    properties: { actions: { items: { properties: { params: { additionalProperties: unknown } } } } };
    additionalProperties: unknown;
    required: unknown;
    $schema?: unknown;
  };
  assert.deepEqual([additionalProperties, required, $schema], [false, ["reasoning"], undefined]);
  assert.deepEqual(properties.actions.items.properties.params.additionalProperties, {});
  assert.deepEqual(schemaOf(PLAN)["required"], ["reasoning", "increments"]);
});
