// An answer as the library reads it from either protocol, as a reply.
import type { Reply } from "../../model/model_call.ts";
import { countOf } from "./count.ts";
import type { ModelTerms } from "./model_terms.ts";
import { costOf, listPrice } from "./price.ts";

/** What the library makes of an answer. */
export interface Generated {
  content: readonly { type: string; text?: string; input?: unknown }[];
  usage: { inputTokens: { total: number | undefined }; outputTokens: { total: number | undefined } };
  response?: { modelId?: string };
}

/** Where its price stands: in a house's list, or nowhere (a server of one's own). */
export interface Priced {
  house: "anthropic" | "openai" | null;
  model: string;
}

/** The reply. A refusal, or an answer that was cut at its limit, is text like any other: who reads it finds what is missing. */
export function replyOf(generated: Generated, { house, model }: Priced, { price }: ModelTerms): Reply {
  const { content, usage, response } = generated;
  const tokensIn = countOf(usage.inputTokens.total);
  const tokensOut = countOf(usage.outputTokens.total);
  const answered = response?.modelId;
  const known = price ?? (house === null ? null : listPrice(house, answered ?? model, tokensIn));
  return {
    text: textOf(content),
    tokensIn,
    tokensOut,
    costUsd: costOf({ tokensIn, tokensOut }, known),
    ...(answered === undefined || answered === "" ? {} : { model: answered }),
  };
}

/** A model that took the schema for a tool has said what it has to say in the call. */
function textOf(content: Generated["content"]): string {
  const text = content.flatMap((part) => part.type === "text" ? [part.text ?? ""] : []).join("");
  if (text.trim() !== "") return text;
  const called = content.find(({ type }) => type === "tool-call")?.input;
  return typeof called === "string" ? called : text;
}
