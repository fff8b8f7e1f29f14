// What every language model must do, whoever provides it: run against each provider, with a scripted server behind it.
import assert from "node:assert/strict";
import { ModelUnavailable } from "../../src/model/errors.ts";
import type { LanguageModel } from "../../src/ports/language_model.ts";
import { promptOf } from "../deciders/models/ground.ts";
import type { Script } from "../fakes/model_script.ts";
import { type ModelServer, modelServer } from "../fakes/model_server.ts";

/** A key that must be seen nowhere but at its server. */
export const KEY = "sk-canary-4711-0815";

interface Chosen {
  limitMs?: number;
  price?: { in: number; out: number };
}

/** How a provider is opened. */
export interface Provider {
  open(server: ModelServer, chosen: Chosen): Promise<LanguageModel>;
  /** Whether it says tokens: always, where its server does, or never. */
  tokens: "always" | "when told" | "never";
  /** Milliseconds after which a question that is not answered is given up. */
  lateMs: number;
}

const reply = { converged: false, actions: [{ module: "file", params: { path: '/tmp/ä "b"\n', mode: "0644" } }] };

/** Registers the suite. `name` begins every title. */
export function languageModelContract(name: string, provider: Provider): void {
  const { lateMs } = provider;
  const tokens = provider.tokens !== "never";
  const test = (title: string, script: Script, body: (at: Stage) => Promise<void>, chosen: Chosen = {}) => {
    Deno.test(`${name} ${title}`, async () => {
      const server = modelServer(script);
      try {
        await body({ server, model: await provider.open(server, chosen) });
      } finally {
        await server.close();
      }
    });
  };
  const { signal } = new AbortController();
  const ask = (model: LanguageModel, brief = "what now?") => model.complete(promptOf(brief), signal);

  test("hands the reply over", () => ({ reply }), async ({ server, model }) => {
    const answer = await ask(model);
    assert.deepEqual(JSON.parse(answer.text), reply);
    assert.equal(answer.tokensIn, tokens ? 1000 : null);
    assert.equal(answer.tokensOut, tokens ? 100 : null);
    assert.equal(server.asked.length, 1);
  });

  test("sends all of the prompt", () => ({ reply }), async ({ server, model }) => {
    const brief = `begin "quoted" 'quoted' $HOME \`id\` \\ ü 漢 🙂\n${"x".repeat(300_000)}\nend`;
    await ask(model, brief);
    const [asked] = server.asked;
    const all = `${asked?.system}\n${asked?.brief}\n${JSON.stringify(asked?.schema ?? "")}`;
    assert.ok(all.includes(brief), "the brief is not whole");
    assert.ok(all.includes("You keep hosts as described."), "the system prompt is missing");
    assert.ok(/"converged":\s*\{\s*"type":\s*"boolean"/.test(all), "the schema is missing");
  });

  test("works a price out of the tokens where the user names one", () => ({ reply }), async ({ model }) => {
    const { costUsd } = await ask(model);
    if (tokens) assert.equal(costUsd, 0.0045);
    else assert.equal(costUsd, null);
  }, { price: { in: 3, out: 15 } });

  if (provider.tokens !== "always") {
    test("says nothing of tokens that nobody counted", () => ({ reply, tokens: null }), async ({ model }) => {
      const { tokensIn, tokensOut, costUsd } = await ask(model);
      assert.deepEqual([tokensIn, tokensOut, costUsd], [null, null, null]);
    });
  }

  for (
    const [what, text] of Object.entries({ "is no JSON": "I think\n{all", "is a refusal": "I cannot help with that." })
  ) {
    const script: Script = () => what === "is a refusal" ? { refusal: text } : { reply: text };
    test(`hands over a reply that ${what}`, script, async ({ model }) => {
      assert.equal((await ask(model)).text.trim(), text);
    });
  }

  test(
    "hands over a reply that is cut short",
    () => ({ reply: '{"converged": fal', cutShort: true }),
    async ({ model }) => {
      assert.equal((await ask(model)).text, '{"converged": fal');
    },
  );

  test("keeps nothing between calls", ({ n }) => ({ reply: { n } }), async ({ server, model }) => {
    await ask(model, "the first brief");
    await ask(model, "the second brief");
    assert.ok(!JSON.stringify(server.asked[1]).includes("first"), "the second call has the first brief");
  });

  test(
    "keeps calls at the same time apart",
    ({ brief }) => ({ reply: { n: /number (\d)/.exec(brief)?.[1] } }),
    async ({ model }) => {
      const answers = await Promise.all(["1", "2", "3"].map((n) => ask(model, `number ${n}`)));
      assert.deepEqual(answers.map(({ text }) => (JSON.parse(text) as { n: string }).n), ["1", "2", "3"]);
    },
  );

  test(
    "wants to be asked again when it is busy, and answers then",
    ({ n }) => n === 1 ? { status: 503 } : { reply },
    async ({ server, model }) => {
      const no = await refusal(ask(model));
      assert.ok(no.afterMs !== null && no.afterMs >= 1000, String(no.afterMs));
      assert.equal(server.asked.length, 1, "it was asked again without a row");
      assert.deepEqual(JSON.parse((await ask(model)).text), reply);
    },
  );

  const repeatsKey: Script = ({ headers }) => {
    const key = headers.authorization ?? headers["x-api-key"] ?? "none";
    return { status: 401, body: { error: { message: `no such key: ${key}` } } };
  };
  test("wants a human where it is not let in, and tells nobody its key", repeatsKey, async ({ model }) => {
    const no = await refusal(ask(model));
    assert.equal(no.afterMs, null);
    assert.ok(no.message.length > 20, no.message);
    assert.ok(!`${no.message}${no.stack}`.includes(KEY), "the key is in the sentence");
  });

  test("gives up a question that is not answered in time", () => ({ hang: true }), async ({ model }) => {
    const no = await refusal(ask(model));
    assert.ok(no.afterMs !== null);
    assert.match(no.message, /has not answered within/);
  }, { limitMs: lateMs });

  test("lets go of a question as soon as its signal says so", () => ({ hang: true }), async ({ server, model }) => {
    const stop = new AbortController();
    const answer = model.complete(promptOf("what now?"), stop.signal);
    await Promise.race([server.reached(1), answer]);
    const reason = new Error("the loop was stopped");
    stop.abort(reason);
    await assert.rejects(answer, (error) => error === reason);
  });

  test("asks nothing after its signal", () => ({ reply }), async ({ server, model }) => {
    const reason = new Error("stopped before");
    await assert.rejects(model.complete(promptOf("what now?"), AbortSignal.abort(reason)), (error) => error === reason);
    assert.equal(server.asked.length, 0);
  });

  test("refuses a reply without an end", () => ({ reply: "x".repeat(5 * 1024 * 1024) }), async ({ model }) => {
    const no = await refusal(ask(model));
    assert.match(no.message, /more than \d+ bytes/);
  });
}

interface Stage {
  server: ModelServer;
  model: LanguageModel;
}

/** The ModelUnavailable that a call ends with. */
export async function refusal(call: Promise<unknown>): Promise<ModelUnavailable> {
  const error: unknown = await call.then(() => undefined, (thrown: unknown) => thrown);
  if (error instanceof ModelUnavailable) return error;
  throw new assert.AssertionError({ message: `not a ModelUnavailable, but ${Deno.inspect(error)}` });
}
