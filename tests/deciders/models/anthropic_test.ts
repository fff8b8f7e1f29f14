// What is special about Anthropic's protocol.
import assert from "node:assert/strict";
import { openModel } from "../../../src/deciders/models/open_model.ts";
import { KEY, refusal } from "../../contracts/language_model.ts";
import { type Asked, type Script } from "../../fakes/model_script.ts";
import { modelServer } from "../../fakes/model_server.ts";
import { promptOf, terms } from "./ground.ts";

const { signal } = new AbortController();

async function asked(script: Script, name = "anthropic:m"): Promise<{ text: string; asked: readonly Asked[] }> {
  const server = modelServer(script);
  try {
    const model = await openModel(name, terms({ env: { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: server.root } }));
    const { text } = await model!.complete(promptOf("?"), signal);
    return { text, asked: server.asked };
  } finally {
    await server.close();
  }
}

for (const name of ["claude-sonnet-4-5", "claude-sonnet-5-5", "claude-3-haiku-20240307", "not-known-yet"]) {
  Deno.test(`anthropic() sends ${name} the schema with its open parts, and takes the reply as a call or as text`, async () => {
    const reply = { converged: false, actions: [{ module: "file", params: { path: "/x" } }] };
    for (const said of [reply, JSON.stringify(reply)]) {
      const { text, asked: [first] } = await asked(() => ({ reply: said }), `anthropic:${name}`);
      assert.deepEqual(JSON.parse(text), reply);
      assert.deepEqual((first?.schema as { properties: unknown }).properties, promptOf("?").schema.properties);
      assert.equal(first?.headers["x-api-key"], KEY);
      assert.equal(first?.model, name);
    }
  });
}

Deno.test("anthropic() hands over an answer without content as an empty text", async () => {
  assert.equal((await asked(() => ({ empty: true }))).text, "");
});

Deno.test("anthropic() without a key says which variable to set, and asks nobody", async () => {
  const server = modelServer(() => ({ reply: {} }));
  try {
    for (const key of [undefined, "", "  "]) {
      const env = { ANTHROPIC_BASE_URL: server.root, ...(key === undefined ? {} : { ANTHROPIC_API_KEY: key }) };
      const model = await openModel("anthropic:m", terms({ env }));
      const no = await refusal(model!.complete(promptOf("?"), signal));
      assert.match(no.message, /Set ANTHROPIC_API_KEY/);
      assert.equal(no.afterMs, null);
    }
    assert.equal(server.asked.length, 0);
  } finally {
    await server.close();
  }
});

Deno.test("anthropic() knows the list price of its models behind an address of one's own, too", async () => {
  const server = modelServer(() => ({ reply: {}, tokens: { in: 1_000_000, out: 100_000 } }));
  try {
    const env = { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: server.root };
    for (const [name, cost] of [["claude-sonnet-5-5", 3], ["claude-opus-4-5-20251101", 7.5], ["mine", null]] as const) {
      const model = await openModel(`anthropic:${name}`, terms({ env }));
      assert.equal((await model!.complete(promptOf("?"), signal)).costUsd, cost);
    }
  } finally {
    await server.close();
  }
});
