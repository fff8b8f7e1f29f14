// What is special about OpenAI's protocol and its many servers.
import assert from "node:assert/strict";
import { openModel } from "../../../src/deciders/models/open_model.ts";
import type { LanguageModel } from "../../../src/ports/language_model.ts";
import { KEY, refusal } from "../../contracts/language_model.ts";
import type { Script } from "../../fakes/model_script.ts";
import { type ModelServer, modelServer, type ModelServerOptions } from "../../fakes/model_server.ts";
import { type Choice, promptOf, terms } from "./ground.ts";

const { signal } = new AbortController();

async function at(
  script: Script,
  body: (server: ModelServer, open: (choice: Choice, name?: string) => Promise<LanguageModel>) => Promise<void>,
  options: ModelServerOptions = {},
): Promise<void> {
  const server = modelServer(script, options);
  try {
    await body(server, async (choice, name = `openai:m@${server.url}`) => {
      const model = await openModel(name, terms(choice));
      if (model === null) throw new Error("no model");
      return model;
    });
  } finally {
    await server.close();
  }
}

Deno.test("openai() asks for its schema, and not strictly: parameters of modules are open", async () => {
  const bodies: unknown[] = [];
  await at(() => ({ reply: {} }), async (server, open) => {
    await (await open({})).complete(promptOf("?"), signal);
    bodies.push(server.asked[0]?.schema);
  });
  assert.deepEqual(bodies, [promptOf("?").schema]);
});

for (
  const words of [
    "'response_format' of type json_schema is not supported",
    "guided decoding is off",
    "Unsupported schema keyword",
  ]
) {
  Deno.test(`openai() asks in words where a server says "${words}", and remembers`, async () => {
    const script: Script = ({ schema }) =>
      schema === undefined ? { reply: { converged: true } } : { status: 400, body: { error: { message: words } } };
    await at(script, async (server, open) => {
      const model = await open({});
      for (let n = 0; n < 2; n++) {
        assert.deepEqual(JSON.parse((await model.complete(promptOf("?"), signal)).text), { converged: true });
      }
      assert.deepEqual(server.asked.map(({ schema }) => schema !== undefined), [true, false, false]);
      assert.match(server.asked[1]?.system ?? "", /JSON Schema.*"converged"/s);
    });
  });
}

Deno.test("openai() asks once where a question is refused for another reason", async () => {
  const script: Script = () => ({
    status: 400,
    body: { error: { message: "This model's maximum context length is 8192 tokens" } },
  });
  await at(script, async (server, open) => {
    const no = await refusal((await open({})).complete(promptOf("?"), signal));
    assert.match(no.message, /maximum context length/);
    assert.equal(no.afterMs, null);
    assert.equal(server.asked.length, 1);
  });
});

Deno.test("openai() does not remember a way that did not work either", async () => {
  const script: Script = ({ n }) =>
    n === 3 ? { reply: {} } : n === 1 ? { status: 400, body: { error: "schema" } } : { status: 503 };
  await at(script, async (server, open) => {
    const model = await open({});
    assert.equal((await refusal(model.complete(promptOf("?"), signal))).afterMs, 10_000);
    await model.complete(promptOf("?"), signal);
    assert.notEqual(server.asked[2]?.schema, undefined);
  });
});

Deno.test("openai() names the models that a server has where it lacks the one", async () => {
  const script: Script = () => ({ status: 404, body: { error: { message: "model 'm' not found" } } });
  const models = ["llama3.1:8b", "qwen3\u001b[2J", ...Array.from({ length: 20 }, (_, n) => `other-${n}`)];
  await at(script, async (_, open) => {
    const no = await refusal((await open({})).complete(promptOf("?"), signal));
    assert.match(no.message, /model 'm' not found\. It has: llama3\.1:8b, qwen32J, other-0.* and 10 more$/);
    assert.equal(no.afterMs, null);
  }, { models });
});

Deno.test("openai() has a refusal for its text", async () => {
  await at(() => ({ refusal: "I will not." }), async (_, open) => {
    assert.equal((await (await open({})).complete(promptOf("?"), signal)).text, "I will not.");
  });
});

Deno.test("openai() without choices is asked again", async () => {
  await at(() => ({ empty: true }), async (_, open) => {
    const no = await refusal((await open({})).complete(promptOf("?"), signal));
    assert.match(no.message, /no answer in it/);
    assert.equal(no.afterMs, 10_000);
  });
});

Deno.test("openai() takes an error in a 200 for what it is", async () => {
  await at(() => ({ body: { error: { message: "upstream is busy", code: 502 } } }), async (_, open) => {
    const no = await refusal((await open({})).complete(promptOf("?"), signal));
    assert.match(no.message, /upstream is busy/);
    assert.equal(no.afterMs, 10_000);
  });
});

Deno.test("openai() sends its key to the server that it belongs to, and to no other", async () => {
  await at(() => ({ reply: {} }), async (server, open) => {
    const ask = async (choice: Choice, name?: string) => {
      await (await open(choice, name)).complete(promptOf("?"), signal);
      return server.asked.at(-1)?.headers.authorization;
    };
    const bound = { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: server.url };
    assert.equal(await ask({ env: bound }, "openai:m"), `Bearer ${KEY}`);
    assert.equal(await ask({ env: bound }), `Bearer ${KEY}`);
    assert.equal(await ask({ env: { OPENAI_API_KEY: KEY } }), undefined);
    assert.equal(await ask({ env: { ...bound, OPENAI_BASE_URL: "http://127.0.0.1:9/v1" } }), undefined);
  });
});

Deno.test("openai() says where its key belongs where it sent none", async () => {
  await at(() => ({ status: 401 }), async (server, open) => {
    const no = await refusal((await open({ env: { OPENAI_API_KEY: KEY } })).complete(promptOf("?"), signal));
    assert.ok(no.message.includes("No key was sent: OPENAI_API_KEY goes only to https://api.openai.com"), no.message);
    assert.ok(no.message.includes(`Set OPENAI_BASE_URL to ${server.url}`), no.message);
  });
});

Deno.test("openai() knows no price of a server of one's own", async () => {
  await at(() => ({ reply: {} }), async (server, open) => {
    const model = await open({ env: { OPENAI_BASE_URL: server.url } }, "openai:gpt-5-mini");
    assert.equal((await model.complete(promptOf("?"), signal)).costUsd, null);
  });
});
