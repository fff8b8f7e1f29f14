// What a server means that says no, and when to come back.
import { ModelUnavailable } from "../../model/errors.ts";
import type { Endpoint } from "./endpoint.ts";
import { AGAIN_MS } from "./model_terms.ts";
import { oneLine } from "./one_line.ts";

/** A no of a server, with what it said: one who asked too much of it may ask for less. */
export class ServerRefusal extends ModelUnavailable {
  override name = "ModelUnavailable";
  constructor(message: string, afterMs: number | null, readonly status: number, readonly said: string) {
    super(message, afterMs);
  }
}

/** A server's answer that is not a 2xx. */
export interface Refused {
  status: number;
  headers: Headers;
  text: string;
}

/** Statuses that pass: a lock, a queue, a server that is busy. */
const PASSING = new Set([408, 409, 423, 425, 429]);
/** Longest time that a server's word is taken for: beyond a day it is a mistake. */
const DAY_MS = 24 * 3600 * 1000;

/** Its sentence. The key is never in it. */
export function refusalOf({ url, model, key, keyHint }: Endpoint, { status, headers, text }: Refused): ServerRefusal {
  const { host } = new URL(url);
  const said = wordsOf(text, key);
  const words = said === "" ? "" : `: ${said}`;
  const refusal = (sentence: string, afterMs: number | null) => new ServerRefusal(sentence, afterMs, status, said);
  const spent = /insufficient_quota|credit balance/i.test(text);
  if (status >= 300 && status < 400) {
    const to = headers.get("location") ?? "nowhere";
    return refusal(`${host} sends us elsewhere (${oneLine(to)}), and no key goes there: name that URL yourself`, null);
  }
  if (status === 402 || (spent && status < 500)) {
    return refusal(`${host} has no credit left for this key${words}. Pay, or name another model`, null);
  }
  if (status === 401 || status === 403) {
    return refusal(`${host} does not let us in (${status})${words}. ${keyHint}`, null);
  }
  if (status === 404) {
    return refusal(`${host} does not know the model ${model}, or has no such address (404)${words}`, null);
  }
  if (PASSING.has(status) || status >= 500) {
    const why = status === 429 ? "wants fewer questions" : "cannot answer now";
    return refusal(`${host} ${why} (${status})${words}`, retryAfter(headers) ?? AGAIN_MS);
  }
  return refusal(`${host} does not take this question (${status})${words}`, null);
}

/** What a server itself says about why, in one line, without the key and without characters that a terminal obeys. */
function wordsOf(text: string, key: string | null): string {
  const said = messageIn(text) ?? text;
  return oneLine(key === null || key === "" ? said : said.replaceAll(key, "***"));
}

function messageIn(text: string): string | null {
  try {
    const { error, message, detail } = JSON.parse(text) as Record<string, unknown>;
    const inner = typeof error === "object" && error !== null ? (error as { message?: unknown }).message : error;
    const said = inner ?? message ?? detail;
    return said === undefined ? null : typeof said === "string" ? said : JSON.stringify(said);
  } catch {
    return null;
  }
}

/** Milliseconds until a server wants to be asked again; null where it does not say. A date is measured by the server's own clock. */
export function retryAfter(headers: Headers): number | null {
  const ms = Number(headers.get("retry-after-ms") ?? NaN);
  const word = headers.get("retry-after") ?? "";
  const until = Date.parse(word) - Date.parse(headers.get("date") ?? "");
  const found = [ms, /^\d/.test(word) ? Number(word) * 1000 : NaN, until].find((each) => Number.isFinite(each));
  if (found === undefined || found < 0) return null;
  return Math.min(Math.max(Math.ceil(found), 1000), DAY_MS);
}
