// What answers cost, where the provider does not say.
import type { Price } from "./model_terms.ts";

/**
 * List prices of November 2026, US dollars per million tokens in and out, without discounts for cached or batched requests; `upTo`: the longest
 * prompt, in tokens, that they are true for. They change: --model-price is right where this is not.
 */
const LIST = {
  anthropic: {
    "claude-fable-5-1": { in: 10, out: 50 },
    "claude-fable-5": { in: 10, out: 50 },
    "claude-opus-5-5": { in: 4, out: 20 },
    "claude-opus-5": { in: 5, out: 25 },
    "claude-opus-4-8": { in: 5, out: 25 },
    "claude-opus-4-7": { in: 5, out: 25 },
    "claude-opus-4-6": { in: 5, out: 25 },
    "claude-opus-4-5": { in: 5, out: 25 },
    "claude-sonnet-5-5": { in: 2, out: 10 },
    "claude-sonnet-5": { in: 2, out: 10 },
    "claude-sonnet-4-6": { in: 3, out: 15 },
    "claude-sonnet-4-5": { in: 3, out: 15 },
    "claude-haiku-5-5": { in: 0.1, out: 0.5, upTo: 100_000 },
    "claude-haiku-4-5": { in: 1, out: 5 },
  },
  openai: {
    "gpt-6.1-sol": { in: 2, out: 10, upTo: 272_000 },
    "gpt-6-sol": { in: 2, out: 10, upTo: 272_000 },
    "gpt-6-luna": { in: 0.1, out: 0.5, upTo: 272_000 },
    "gpt-5.4": { in: 2.5, out: 15, upTo: 270_000 },
    "gpt-5.4-mini": { in: 0.75, out: 4.5, upTo: 270_000 },
    "gpt-5.2": { in: 1.75, out: 14 },
    "gpt-5.1": { in: 1.25, out: 10 },
    "gpt-5": { in: 1.25, out: 10 },
    "gpt-5-mini": { in: 0.25, out: 2 },
    "gpt-4.1": { in: 2, out: 8 },
    "gpt-4o": { in: 2.5, out: 10 },
    "gpt-4o-mini": { in: 0.15, out: 0.6 },
  },
};

/** Tokens of one answer; null where the provider does not say. */
export interface Tokens {
  tokensIn: number | null;
  tokensOut: number | null;
}

/** The list price of a model by its name, which may end in a date; null where it is not known, or not for a prompt that long. */
export function listPrice(house: "anthropic" | "openai", model: string, tokensIn: number | null): Price | null {
  const list = new Map<string, Price & { upTo?: number }>(Object.entries(LIST[house]));
  const price = list.get(model) ?? list.get(model.replace(/-(\d{8}|\d{4}-\d\d-\d\d|latest)$/, ""));
  return price === undefined || (tokensIn ?? 0) > (price.upTo ?? Infinity) ? null : price;
}

/** US dollars, rounded to a millionth of a cent; null where tokens or price are not known. */
export function costOf({ tokensIn, tokensOut }: Tokens, price: Price | null): number | null {
  if (price === null || tokensIn === null || tokensOut === null) return null;
  return Math.round((tokensIn * price.in + tokensOut * price.out) * 100) / 100 / 1_000_000;
}
