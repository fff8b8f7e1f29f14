// What answers cost, where the provider does not say.
import type { Price } from "./model_terms.ts";

/** A list price; `long`: what prompts of more than so many tokens cost. */
interface Listed extends Price {
  long?: Price & { over: number };
}

/**
 * List prices of November 2026, US dollars per million tokens in and out, without discounts for cached or batched requests. They change:
 * --model-price is right where this is not.
 */
const LIST: Record<"anthropic" | "openai", ReadonlyMap<string, Listed>> = {
  anthropic: new Map([
    ["claude-fable-5-1", { in: 10, out: 50 }],
    ["claude-fable-5", { in: 10, out: 50 }],
    ["claude-opus-5-5", { in: 4, out: 20 }],
    ["claude-opus-5", { in: 5, out: 25 }],
    ["claude-opus-4-8", { in: 5, out: 25 }],
    ["claude-opus-4-7", { in: 5, out: 25 }],
    ["claude-opus-4-6", { in: 5, out: 25 }],
    ["claude-opus-4-5", { in: 5, out: 25 }],
    ["claude-sonnet-5-5", { in: 2, out: 10 }],
    ["claude-sonnet-5", { in: 2, out: 10 }],
    ["claude-sonnet-4-6", { in: 3, out: 15 }],
    ["claude-sonnet-4-5", { in: 3, out: 15 }],
    ["claude-haiku-5-5", { in: 0.1, out: 0.5, long: { over: 100_000, in: 0.5, out: 2.5 } }],
    ["claude-haiku-4-5", { in: 1, out: 5 }],
  ]),
  openai: new Map([
    ["gpt-6.1-sol", { in: 2, out: 10, long: { over: 272_000, in: 4, out: 15 } }],
    ["gpt-6-sol", { in: 2, out: 10, long: { over: 272_000, in: 4, out: 15 } }],
    ["gpt-5.4", { in: 2.5, out: 15, long: { over: 272_000, in: 5, out: 22.5 } }],
    ["gpt-5.4-mini", { in: 0.75, out: 4.5 }],
    ["gpt-5.2", { in: 1.75, out: 14 }],
    ["gpt-5.1", { in: 1.25, out: 10 }],
    ["gpt-5", { in: 1.25, out: 10 }],
    ["gpt-5-mini", { in: 0.25, out: 2 }],
    ["gpt-4.1", { in: 2, out: 8 }],
    ["gpt-4o", { in: 2.5, out: 10 }],
    ["gpt-4o-mini", { in: 0.15, out: 0.6 }],
  ]),
};

/** Tokens of one answer; null where the provider does not say. */
export interface Tokens {
  tokensIn: number | null;
  tokensOut: number | null;
}

/** The list price of a model by its name, which may end in a date; null where it is not known. */
export function listPrice(house: "anthropic" | "openai", model: string, tokensIn: number | null): Price | null {
  const list = LIST[house];
  const listed = list.get(model) ?? list.get(model.replace(/-(\d{8}|\d{4}-\d\d-\d\d|latest)$/, ""));
  if (listed === undefined) return null;
  const { long, ...price } = listed;
  return long !== undefined && (tokensIn ?? 0) > long.over ? { in: long.in, out: long.out } : price;
}

/** US dollars, rounded to a millionth of a cent; null where tokens or price are not known. */
export function costOf({ tokensIn, tokensOut }: Tokens, price: Price | null): number | null {
  if (price === null || tokensIn === null || tokensOut === null) return null;
  return Math.round((tokensIn * price.in + tokensOut * price.out) * 100) / 100 / 1_000_000;
}
