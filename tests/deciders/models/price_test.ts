// What answers cost.
import assert from "node:assert/strict";
import { costOf, listPrice } from "../../../src/deciders/models/price.ts";

Deno.test("listPrice() knows a name that ends in a date", () => {
  assert.deepEqual(listPrice("anthropic", "claude-sonnet-4-5-20250929", 10), { in: 3, out: 15 });
  assert.deepEqual(listPrice("openai", "gpt-4o-mini-2024-07-18", 10), { in: 0.15, out: 0.6 });
});

Deno.test("listPrice() guesses nothing", () => {
  assert.equal(listPrice("anthropic", "claude-sonnet-9", 10), null);
  assert.equal(listPrice("openai", "claude-sonnet-5", 10), null);
  assert.equal(listPrice("openai", "gpt-5-mini-of-mine", 10), null);
  assert.equal(listPrice("openai", "toString", 10), null);
});

Deno.test("listPrice() knows what long prompts cost", () => {
  assert.deepEqual(listPrice("anthropic", "claude-haiku-5-5", 100_000), { in: 0.1, out: 0.5 });
  assert.deepEqual(listPrice("anthropic", "claude-haiku-5-5", 100_001), { in: 0.5, out: 2.5 });
  assert.deepEqual(listPrice("openai", "gpt-6.1-sol", null), { in: 2, out: 10 });
});

Deno.test("costOf() multiplies tokens by millionths", () => {
  assert.equal(costOf({ tokensIn: 1_000_000, tokensOut: 0 }, { in: 3, out: 15 }), 3);
  assert.equal(costOf({ tokensIn: 1, tokensOut: 1 }, { in: 0.1, out: 0.5 }), 0.0000006);
  assert.equal(costOf({ tokensIn: 12_345, tokensOut: 678 }, { in: 0, out: 0 }), 0);
});

Deno.test("costOf() is nothing where tokens or price are not known", () => {
  assert.equal(costOf({ tokensIn: null, tokensOut: 5 }, { in: 3, out: 15 }), null);
  assert.equal(costOf({ tokensIn: 5, tokensOut: null }, { in: 3, out: 15 }), null);
  assert.equal(costOf({ tokensIn: 5, tokensOut: 5 }, null), null);
});
