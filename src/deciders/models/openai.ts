// Models behind OpenAI's chat completions: OpenAI's own, and those of Ollama, vLLM, LM Studio and all who speak the same.
import type { Prompt } from "../../model/model_call.ts";
import type { LanguageModel } from "../../ports/language_model.ts";
import { askHttp } from "./ask_http.ts";
import type { Endpoint, Fetch } from "./endpoint.ts";
import { type Generated, replyOf } from "./http_reply.ts";
import { readUrl } from "./model_name.ts";
import { LIMIT_MS, type ModelTerms } from "./model_terms.ts";
import { systemText } from "./plain_text.ts";
import { ServerRefusal } from "./server_refusal.ts";

const HOME = "https://api.openai.com/v1";

/** Models that a server has, of which this many are named where it lacks the one that was asked for. */
const NAMED = 12;

/**
 * Without a URL it is OPENAI_BASE_URL, else OpenAI itself. OPENAI_API_KEY goes only where it belongs: to the origin of OPENAI_BASE_URL, or to OpenAI
 * where that is not set. A loop that names another URL gets no key.
 */
export function openai({ model, url }: { model: string; url?: string }, terms: ModelTerms): LanguageModel {
  const { env, limitMs = LIMIT_MS } = terms;
  const own = readUrl(env("OPENAI_BASE_URL") || HOME, "OPENAI_BASE_URL");
  const base = url ?? own;
  const house = base === HOME ? "openai" : null;
  const belongs = new URL(base).origin === new URL(own).origin;
  let plain = false;
  return {
    name: `openai:${model}${url === undefined ? "" : `@${url}`}`,
    complete: async (prompt, signal) => {
      const key = belongs ? env("OPENAI_API_KEY")?.trim() || null : null;
      const endpoint: Endpoint = { url: base, model, key, keyHint: keyHint(base, { own, belongs }), limitMs };
      const ask = (how: { plain: boolean }) =>
        askHttp(endpoint, (fetch, abort) => generate(prompt, { endpoint, fetch, ...how }, abort), signal);
      try {
        return replyOf(await ask({ plain }), { house, model }, terms);
      } catch (error) {
        if (!(error instanceof ServerRefusal)) throw error;
        if (error.status === 404) throw await withNames(error, endpoint, signal);
        if (plain || !lacksSchemas(error)) throw error;
        const reply = replyOf(await ask({ plain: true }), { house, model }, terms);
        plain = true;
        return reply;
      }
    },
  };
}

function keyHint(base: string, { own, belongs }: { own: string; belongs: boolean }): string {
  if (belongs) return "Set OPENAI_API_KEY to a key of this server that is allowed to use this model";
  return `No key was sent: OPENAI_API_KEY goes only to ${
    new URL(own).origin
  }. Set OPENAI_BASE_URL to ${base} if it belongs here`;
}

/** Asks once. No limit of tokens is sent: the older word for it is refused by newer models, and the newer word by older servers. */
async function generate(
  prompt: Prompt,
  { endpoint, fetch, plain }: { endpoint: Endpoint; fetch: Fetch; plain: boolean },
  abortSignal: AbortSignal,
): Promise<Generated> {
  const { createOpenAICompatible } = await import("@ai-sdk/openai-compatible");
  const { url: baseURL, key, model } = endpoint;
  const server = createOpenAICompatible({
    name: "openai",
    baseURL,
    supportsStructuredOutputs: true,
    fetch,
    ...(key === null ? {} : { apiKey: key }),
  });
  return await server(model).doGenerate({
    prompt: [
      { role: "system", content: plain ? systemText(prompt) : prompt.system },
      { role: "user", content: [{ type: "text", text: prompt.brief }] },
    ],
    ...(plain ? {} : { responseFormat: { type: "json", schema: prompt.schema, name: "reply" } }),
    // Strict schemas know no parameters of modules: each key would have to be listed.
    providerOptions: { openai: { strictJsonSchema: false } },
    abortSignal,
  });
}

/** Whether a server minds how the reply's form was asked for. */
function lacksSchemas({ status, said }: ServerRefusal): boolean {
  return [400, 422, 500, 501].includes(status) &&
    /response_?format|json_?schema|structured|guided|grammar|schema/i.test(said);
}

/** The same refusal, with the models that the server has. */
async function withNames(refusal: ServerRefusal, endpoint: Endpoint, signal: AbortSignal): Promise<ServerRefusal> {
  const { url, key } = endpoint;
  const headers = key === null ? {} : { authorization: `Bearer ${key}` };
  try {
    const read = async (fetch: Fetch, abort: AbortSignal): Promise<unknown> =>
      await (await fetch(`${url}/models`, { headers, signal: abort })).json();
    const { data } = await askHttp(endpoint, read, signal) as { data: { id: unknown }[] };
    const names = data.slice(0, NAMED).map(({ id }) => String(id).replace(/[^\w.:/@-]+/g, "").slice(0, 80)).join(", ");
    const more = data.length > NAMED ? ` and ${data.length - NAMED} more` : "";
    const sentence = `${refusal.message}. It has: ${names === "" ? "none" : names}${more}`;
    return new ServerRefusal(sentence, refusal.afterMs, refusal.status, refusal.said);
  } catch {
    signal.throwIfAborted();
    return refusal;
  }
}
