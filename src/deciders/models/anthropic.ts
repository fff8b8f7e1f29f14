// Anthropic's models over the Messages API.
import { ModelUnavailable } from "../../model/errors.ts";
import type { LanguageModel } from "../../ports/language_model.ts";
import { askHttp } from "./ask_http.ts";
import type { Fetch } from "./endpoint.ts";
import { type Generated, replyOf } from "./http_reply.ts";
import { readUrl } from "./model_name.ts";
import { LIMIT_MS, type ModelTerms } from "./model_terms.ts";

const HOME = "https://api.anthropic.com";

/** Most tokens of an answer; its thinking counts, too. Models that can do less get less. */
const MOST_TOKENS = 32_000;

const KEY_HINT = "Set ANTHROPIC_API_KEY to a key of console.anthropic.com that is allowed to use this model";

/**
 * The environment's ANTHROPIC_BASE_URL is where it is, if it is set, as Anthropic's own libraries have it: without /v1. Its prices are Anthropic's there, too:
 * what stands between us hands them on.
 */
export function anthropic({ model }: { model: string }, terms: ModelTerms): LanguageModel {
  const { env, limitMs = LIMIT_MS } = terms;
  const root = readUrl(env("ANTHROPIC_BASE_URL") || HOME, "ANTHROPIC_BASE_URL");
  const url = root.endsWith("/v1") ? root : `${root}/v1`;
  return {
    name: `anthropic:${model}`,
    complete: async ({ system, brief, schema }, signal) => {
      const key = env("ANTHROPIC_API_KEY")?.trim() || null;
      if (key === null) throw new ModelUnavailable(`No key for ${new URL(url).host}. ${KEY_HINT}`, null);
      const endpoint = { url, model, key, keyHint: KEY_HINT, limitMs };
      const ask = async (fetch: Fetch, abortSignal: AbortSignal): Promise<Generated> => {
        const { createAnthropic } = await import("@ai-sdk/anthropic");
        const asked = createAnthropic({ baseURL: url, apiKey: key, fetch })(model);
        return await asked.doGenerate({
          prompt: [{ role: "system", content: system }, { role: "user", content: [{ type: "text", text: brief }] }],
          responseFormat: { type: "json", schema },
          maxOutputTokens: MOST_TOKENS,
          abortSignal,
        });
      };
      return replyOf(await askHttp(endpoint, ask, signal), { house: "anthropic", model }, terms);
    },
  };
}
