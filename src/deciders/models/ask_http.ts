// One question to a model's server over HTTP: within a time, to that address alone, with an answer of a sane size, and each failure as a sentence.
import { ModelUnavailable } from "../../model/errors.ts";
import type { Endpoint, Fetch } from "./endpoint.ts";
import { AGAIN_MS, MOST_BYTES } from "./model_terms.ts";
import { oneLine } from "./one_line.ts";
import { refusalOf } from "./server_refusal.ts";

/**
 * Hands `ask` a fetch for this endpoint. Throws ModelUnavailable for all that goes wrong on the way, a redirect included: the key must not follow it. An
 * abort by the signal rethrows its reason.
 */
export async function askHttp<T>(
  endpoint: Endpoint,
  ask: (fetch: Fetch, signal: AbortSignal) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  signal.throwIfAborted();
  const { host } = new URL(endpoint.url);
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), endpoint.limitMs);
  try {
    return await ask(fetchFrom(endpoint), AbortSignal.any([signal, late.signal]));
  } catch (error) {
    signal.throwIfAborted();
    if (late.signal.aborted) {
      const seconds = endpoint.limitMs / 1000;
      throw new ModelUnavailable(`${host} has not answered within ${seconds} s`, AGAIN_MS, { cause: error });
    }
    if (error instanceof ModelUnavailable) throw error;
    // What is left is JSON that the protocol does not know, as the library says it.
    throw new ModelUnavailable(
      `${host} answered, but not as a language model does (${wordsOf(error)}): is ${endpoint.url} the right URL?`,
      null,
      { cause: error },
    );
  } finally {
    clearTimeout(timer);
  }
}

function fetchFrom(endpoint: Endpoint): Fetch {
  const { host } = new URL(endpoint.url);
  return async (input, init) => {
    const response = await fetch(input, { ...init, redirect: "manual" }).catch((cause: unknown) => {
      throw new ModelUnavailable(`${host} cannot be reached: ${wordsOf(cause)}`, AGAIN_MS, { cause });
    });
    const { status, headers } = response;
    const text = await textOf(response, host);
    if (!response.ok) throw refusalOf(endpoint, { status, headers, text });
    const html = /text\/html/.test(headers.get("content-type") ?? "");
    if (html) {
      throw new ModelUnavailable(
        `${host} answered with a page for people, no JSON: is ${endpoint.url} the right URL? Most end in /v1`,
        null,
      );
    }
    checkAnswer(text, endpoint);
    return new Response(text, { status, headers });
  };
}

/** Some servers say no in a 200, or say nothing. */
function checkAnswer(text: string, endpoint: Endpoint): void {
  const { host } = new URL(endpoint.url);
  const { value, problem } = parsed(text);
  if (problem !== undefined) throw new ModelUnavailable(`${host} answered with what is no JSON: ${problem}`, AGAIN_MS);
  const { error, choices } = (value ?? {}) as { error?: { code?: unknown } | null; choices?: unknown };
  if (error !== undefined && error !== null && choices === undefined) {
    const code = Number(error.code);
    const status = code >= 400 && code < 600 ? code : 500;
    throw refusalOf(endpoint, { status, headers: new Headers(), text });
  }
  if (Array.isArray(choices) && choices.length === 0) {
    throw new ModelUnavailable(`${host} answered, with no answer in it (no choices)`, AGAIN_MS);
  }
}

function parsed(text: string): { value?: unknown; problem?: string } {
  if (text.trim() === "") return { problem: "it is empty" };
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    return { problem: wordsOf(error) };
  }
}

/** Reads an answer, and no more of it than is sane. */
async function textOf({ body }: Response, host: string): Promise<string> {
  if (body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  try {
    for await (const chunk of body) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) {
        throw new ModelUnavailable(`${host} answered with more than ${MOST_BYTES} bytes`, AGAIN_MS);
      }
      text += decoder.decode(chunk, { stream: true });
    }
  } catch (cause) {
    if (cause instanceof ModelUnavailable) throw cause;
    throw new ModelUnavailable(`${host} broke off its answer after ${bytes} bytes`, AGAIN_MS, { cause });
  }
  return text + decoder.decode();
}

function wordsOf(error: unknown): string {
  return oneLine(error instanceof Error ? error.message : String(error));
}
