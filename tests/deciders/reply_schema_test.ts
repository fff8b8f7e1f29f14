// The schema as it reaches the models: parameters of modules stay open, or a model that is held to it could give none.
import assert from "node:assert/strict";
import { anthropic } from "../../src/deciders/models/anthropic.ts";
import { openai } from "../../src/deciders/models/openai.ts";
import { DECISION, schemaOf } from "../../src/deciders/reply_shape.ts";
import { modelServer } from "../fakes/model_server.ts";
import { terms } from "./models/ground.ts";

const REPLY = { reasoning: "r", actions: [{ module: "stat", params: { path: "/x" } }] };
const { signal } = new AbortController();

for (const model of ["claude-sonnet-4-5", "claude-opus-4-8", "claude-3-5-haiku-latest", "a-model-to-come"]) {
  Deno.test(`schemaOf() reaches Anthropic's ${model} with open parameters`, async () => {
    const server = modelServer(() => ({ reply: REPLY }));
    try {
      const env = { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: server.root };
      const asked = anthropic({ model }, terms({ env }));
      const { text } = await asked.complete({ system: "s", brief: "b", schema: schemaOf(DECISION) }, signal);
      assert.deepEqual(JSON.parse(text), REPLY);
      assert.deepEqual(paramsOf(server.asked[0]?.schema), { type: "object", properties: {}, additionalProperties: {} });
    } finally {
      await server.close();
    }
  });
}

Deno.test("schemaOf() reaches OpenAI's protocol with open parameters", async () => {
  const server = modelServer(() => ({ reply: REPLY }));
  try {
    const asked = openai({ model: "scripted", url: server.url }, terms());
    const { text } = await asked.complete({ system: "s", brief: "b", schema: schemaOf(DECISION) }, signal);
    assert.deepEqual(JSON.parse(text), REPLY);
    assert.deepEqual(paramsOf(server.asked[0]?.schema), { type: "object", properties: {}, additionalProperties: {} });
  } finally {
    await server.close();
  }
});

function paramsOf(schema: unknown): unknown {
  const { properties } = schema as { properties: { actions: { items: { properties: { params: unknown } } } } };
  return properties.actions.items.properties.params;
}
