// Models over HTTP whose servers misbehave, in both protocols.
import assert from "node:assert/strict";
import { openModel } from "../../../src/deciders/models/open_model.ts";
import type { LanguageModel } from "../../../src/ports/language_model.ts";
import { KEY, refusal } from "../../contracts/language_model.ts";
import type { Answer } from "../../fakes/model_script.ts";
import { type ModelServer, modelServer } from "../../fakes/model_server.ts";
import { promptOf, terms } from "./ground.ts";

const { signal } = new AbortController();
const protocols: Record<string, (server: ModelServer, limitMs?: number) => Promise<LanguageModel>> = {
  anthropic: ({ root }, limitMs) =>
    opened("anthropic:m", { ANTHROPIC_API_KEY: KEY, ANTHROPIC_BASE_URL: root }, limitMs),
  openai: ({ url }, limitMs) => opened("openai:m", { OPENAI_API_KEY: KEY, OPENAI_BASE_URL: url }, limitMs),
};

async function opened(name: string, env: Record<string, string>, limitMs?: number): Promise<LanguageModel> {
  const model = await openModel(name, terms({ env, ...(limitMs === undefined ? {} : { limitMs }) }));
  if (model === null) throw new Error("no model");
  return model;
}

interface Misbehaviour {
  answer: Answer;
  message: RegExp;
  /** Whether it is asked again by itself. */
  again: boolean;
}

const long = { reply: "x".repeat(2000) };
const misbehaviours: Record<string, Misbehaviour> = {
  "a body that ends too early": { answer: { ...long, truncate: 100 }, message: /no JSON/, again: true },
  "an empty body": { answer: { ...long, truncate: 0 }, message: /no JSON: it is empty/, again: true },
  "a connection that breaks": {
    answer: { ...long, breakAfter: 100 },
    message: /broke off its answer after/,
    again: true,
  },
  "text in place of JSON": { answer: { body: "all is well" }, message: /no JSON/, again: true },
  "a page for people": {
    answer: { body: "<html>log in</html>", headers: { "content-type": "text/html" } },
    message: /a page for people.*Most end in \/v1/,
    again: false,
  },
  "JSON of another shape": {
    answer: { body: { hello: "world" } },
    message: /not as a language model does/,
    again: false,
  },
  "a JSON null": { answer: { body: "null" }, message: /not as a language model does/, again: false },
  "429 with a time": {
    answer: { status: 429, headers: { "retry-after": "1200" } },
    message: /fewer questions/,
    again: true,
  },
  "529": { answer: { status: 529 }, message: /cannot answer now \(529\)/, again: true },
};

for (const [protocol, open] of Object.entries(protocols)) {
  const test = (
    title: string,
    script: () => Answer,
    body: (model: LanguageModel, server: ModelServer) => Promise<void>,
  ) => {
    Deno.test(`${protocol}() ${title}`, async () => {
      const server = modelServer(script);
      try {
        await body(await open(server), server);
      } finally {
        await server.close();
      }
    });
  };

  for (const [what, { answer, message, again }] of Object.entries(misbehaviours)) {
    test(`says what is wrong with ${what}`, () => answer, async (model, { asked }) => {
      const no = await refusal(model.complete(promptOf("?"), signal));
      assert.match(no.message, message);
      assert.match(no.message, /127\.0\.0\.1/);
      assert.equal(no.afterMs !== null, again, String(no.afterMs));
      assert.equal(asked.length, 1);
    });
  }

  test("gives up an answer that stops coming", () => ({ ...long, stallAfter: 100 }), async (_, server) => {
    const no = await refusal((await open(server, 200)).complete(promptOf("?"), signal));
    assert.match(no.message, /has not answered within 0\.2 s/);
    assert.equal(no.afterMs, 10_000);
  });

  test("lets go of an answer that stops coming", () => ({ ...long, stallAfter: 100 }), async (model, server) => {
    const stop = new AbortController();
    const answer = model.complete(promptOf("?"), stop.signal);
    await server.reached(1);
    const reason = new Error("stopped");
    stop.abort(reason);
    await assert.rejects(answer, (error) => error === reason);
  });

  test(
    "waits as long as the server wants",
    () => ({ status: 429, headers: { "retry-after": "1200" } }),
    async (model) => {
      assert.equal((await refusal(model.complete(promptOf("?"), signal))).afterMs, 1_200_000);
    },
  );

  test(
    "reads JSON of a wrong content type",
    () => ({ reply: { converged: true }, headers: { "content-type": "text/plain" } }),
    async (model) => {
      assert.deepEqual(JSON.parse((await model.complete(promptOf("?"), signal)).text), { converged: true });
    },
  );

  test("names the model that answered", () => ({ reply: {} }), async (model) => {
    assert.equal((await model.complete(promptOf("?"), signal)).model, "m");
  });

  test("says that nobody is there", () => ({}), async (model, server) => {
    await server.close();
    const no = await refusal(model.complete(promptOf("?"), signal));
    assert.match(no.message, /127\.0\.0\.1:\d+ cannot be reached/);
    assert.equal(no.afterMs, 10_000);
  });

  Deno.test(`${protocol}() does not carry its key to where a server sends it`, async () => {
    const elsewhere = modelServer(() => ({ reply: {} }));
    const server = modelServer(() => ({ status: 307, headers: { location: `${elsewhere.url}/messages` } }));
    try {
      const model = await open(server);
      const no = await refusal(model.complete(promptOf("?"), signal));
      assert.match(no.message, /sends us elsewhere/);
      assert.equal(no.afterMs, null);
      assert.deepEqual(elsewhere.asked, []);
    } finally {
      await server.close();
      await elsewhere.close();
    }
  });
}
