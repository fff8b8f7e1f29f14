// Whatever a provider answers: a reply, or a sentence; nothing else is thrown.
import assert from "node:assert/strict";
import fc from "fast-check";
import { claudeRefusal, readClaude } from "../../../src/deciders/models/claude_words.ts";
import { readModelName } from "../../../src/deciders/models/model_name.ts";
import { openModel } from "../../../src/deciders/models/open_model.ts";
import { refusalOf } from "../../../src/deciders/models/server_refusal.ts";
import { InputError, ModelUnavailable } from "../../../src/model/errors.ts";
import type { Reply } from "../../../src/model/model_call.ts";
import { modelServer } from "../../fakes/model_server.ts";
import { promptOf, terms } from "./ground.ts";

const { signal } = new AbortController();
const anything = fc.jsonValue({ maxDepth: 4 });

/** An object of these keys with odd values, some of them missing, as JSON; or any text. */
function oddJson(keys: string[]): fc.Arbitrary<string> {
  const record = fc.record(Object.fromEntries(keys.map((key) => [key, anything])), { requiredKeys: [] });
  return fc.oneof(record.map((value) => JSON.stringify(value)), fc.string({ unit: "binary" }), fc.json());
}

function assertReply({ text, tokensIn, tokensOut, costUsd, model = "" }: Reply): void {
  assert.equal(typeof text, "string");
  assert.equal(typeof model, "string");
  for (const count of [tokensIn, tokensOut, costUsd]) assert.ok(count === null || count >= 0, String(count));
}

function assertSentence({ message }: Error): void {
  assert.ok(!/\p{Cc}/u.test(message), Deno.inspect(message));
  assert.ok(message.length < 1000, `${message.length} characters`);
}

Deno.test("readClaude() reads any output, and claudeRefusal() says why there is no reply in it", () => {
  const odd = fc.record({
    type: fc.constant("result"),
    is_error: fc.oneof(fc.boolean(), anything),
    result: fc.oneof(fc.string(), anything),
    usage: fc.oneof(fc.record({ input_tokens: anything, output_tokens: fc.double() }), anything),
    modelUsage: fc.oneof(fc.dictionary(fc.string(), fc.record({ outputTokens: anything })), anything),
    total_cost_usd: fc.oneof(fc.double(), anything),
  }, { requiredKeys: ["type"] });
  fc.assert(
    fc.property(fc.oneof(odd.map((value) => JSON.stringify(value)), fc.string({ unit: "binary" })), (text) => {
      const answer = readClaude(text);
      if (answer.failed === null) assertReply(answer.reply);
      else assertSentence(claudeRefusal(answer.failed));
    }),
    { numRuns: 3000 },
  );
});

Deno.test("refusalOf() makes a sentence without the key of any answer", () => {
  const endpoint = { url: "https://m.example/v1", model: "m", key: "k3y", keyHint: "Set it", limitMs: 1 };
  fc.assert(
    fc.property(fc.integer({ min: 300, max: 599 }), oddJson(["error", "message", "detail"]), (status, text) => {
      const refusal = refusalOf(endpoint, { status, headers: new Headers(), text: text.replace('"', '"k3y ') });
      assertSentence(refusal);
      assert.ok(!refusal.message.includes("k3y"), refusal.message);
    }),
    { numRuns: 3000 },
  );
});

Deno.test("readModelName() understands or refuses any name", () => {
  const tails = fc.string({ unit: "binary" });
  const heads = fc.constantFrom("", "openai:", "openai:m@http://", "openai:m@https://h/", "claude-cli:", "command:");
  fc.assert(
    fc.property(heads, tails, (head, tail) => {
      try {
        readModelName(head + tail);
      } catch (error) {
        assert.ok(error instanceof InputError, String(error));
      }
    }),
    { numRuns: 3000 },
  );
});

const bodies = {
  anthropic: oddJson(["id", "type", "model", "content", "stop_reason", "usage", "error"]),
  openai: oddJson(["id", "model", "choices", "usage", "error", "created"]),
};
for (const [protocol, arbitrary] of Object.entries(bodies)) {
  Deno.test(`${protocol}() makes a reply or a sentence of any body of a 200`, async () => {
    let body = "";
    const server = modelServer(() => ({ body }));
    try {
      const env = { ANTHROPIC_API_KEY: "k", ANTHROPIC_BASE_URL: server.root, OPENAI_BASE_URL: server.url };
      const model = await openModel(`${protocol}:m`, terms({ env }));
      await fc.assert(
        fc.asyncProperty(arbitrary, async (text) => {
          body = text;
          try {
            assertReply(await model!.complete(promptOf("?"), signal));
          } catch (error) {
            assert.ok(error instanceof ModelUnavailable, Deno.inspect(error));
            assertSentence(error);
          }
        }),
        { numRuns: 300 },
      );
    } finally {
      await server.close();
    }
  });
}
