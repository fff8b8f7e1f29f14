// What uri returns of an answer.
import type { Json, JsonObject } from "../../model/json.ts";
import type { ModuleResult } from "../../model/plan.ts";
import { type Answer, CARRIED_BYTES } from "./answer.ts";
import { cookiesOf } from "./cookies.ts";
import { absoluteLocation } from "./url.ts";
import { pythonText } from "../frame/python_print.ts";

/** What is asked of an answer. */
export interface UriTerms {
  /** The URL of the task, without user and password. */
  url: string;
  /** Status codes that are success. */
  accepted: number[];
  /** Return the body. */
  content: boolean;
  /** The file that the body goes to. */
  dest?: string;
}

/** When an answer was asked for and when it came, ISO 8601. */
export interface Times {
  startedAt: string;
  endedAt: string;
}

/** Words of a result that no server's header may set. */
const OWN = new Set(
  ("changed failed skipped unreachable rc msg exception warnings deprecations diff invocation ansible_facts results " +
    "elapsed status url redirected content json path cookies cookies_string stdout stderr __proto__").split(" "),
);

/** Whether the answer is one that the task calls good. */
export function isAccepted(answer: Answer, terms: UriTerms): boolean {
  return answer.trouble === undefined && terms.accepted.includes(answer.status ?? 200);
}

/** The result; `changed` is false, and `failed` is there where the status is not one of the accepted. */
export function uriResult(answer: Answer, terms: UriTerms, times: Times): ModuleResult {
  const status = answer.status ?? 200;
  // What Python's urllib raises an error for: it returns no cookies then, and of equal headers the last.
  const refused = answer.trouble !== undefined || status < 200 || status >= 300;
  const result: JsonObject = {
    redirected: !refused && answer.url !== terms.url,
    url: refused ? terms.url : answer.url,
  };
  const headers: JsonObject = {};
  for (const [name, value] of answer.headers) {
    const key = name.replaceAll("-", "_");
    const before = headers[key];
    if (!OWN.has(key)) headers[key] = before === undefined || refused ? value : `${before}, ${value}`;
  }
  Object.assign(result, headers);
  if (typeof result.location === "string") result.location = absoluteLocation(terms.url, result.location);
  if (!refused) {
    const cookies = cookiesOf(answer.heads, Date.parse(times.endedAt));
    result.cookies_string = cookies.map(([name, value]) => `${name}=${value}`).join("; ");
    result.cookies = Object.fromEntries(cookies);
  }
  result.status = status;
  result.elapsed = Math.max(0, Math.floor((Date.parse(times.endedAt) - Date.parse(times.startedAt)) / 1000));
  const accepted = isAccepted(answer, terms);
  const { type, charset } = contentType(headers.content_type);
  const maybeJson = /^(json|javascript)$/i.test(type.split("/")[1]?.replace(/^.*\+/, "") ?? "");
  const text = terms.content || maybeJson || !accepted ? decoded(answer.body, charset) : "";
  const whole = answer.size <= answer.body.length;
  if (maybeJson && whole && answer.trouble === undefined) Object.assign(result, jsonOf(text));
  if (terms.content || (!accepted && answer.status !== -1)) {
    result.content = text;
    if (!whole) result.warnings = [cutShort(answer)];
  }
  const length = headers.content_length ?? "unknown";
  const msg = answer.trouble !== undefined && answer.status === -1
    ? answer.trouble
    : refused
    ? `HTTP Error ${status}: ${answer.trouble ?? answer.reason}`
    : `OK (${pythonText(length)} bytes)`;
  if (terms.dest !== undefined && answer.status !== -1) result.path = terms.dest;
  if (accepted) return { changed: false, ...result, msg };
  const codes = pythonText(terms.accepted);
  return { changed: false, failed: true, ...result, msg: `Status code was ${status} and not ${codes}: ${msg}` };
}

function cutShort({ size, body }: Answer): string {
  return `The answer is ${size} bytes long: content is its first ${body.length}, ` +
    `because no more than ${CARRIED_BYTES} come back from a request that changes something; write it to a file with dest`;
}

function contentType(header: Json | undefined): { type: string; charset: string } {
  const [type = "", ...parameters] = (typeof header === "string" ? header : "").split(";").map((part) => part.trim());
  const charset = parameters.map((each) => /^charset\s*=\s*"?([^",]+)/i.exec(each)?.[1]).find((each) =>
    each !== undefined
  );
  return { type: type.split(",")[0]?.toLowerCase() ?? "", charset: charset?.trim() ?? "utf-8" };
}

/** A body as text; one that names no known encoding is read as UTF-8. */
function decoded(body: Uint8Array, charset: string): string {
  try {
    return new TextDecoder(charset, { ignoreBOM: true }).decode(body);
  } catch {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(body);
  }
}

function jsonOf(text: string): { json?: Json } {
  try {
    return { json: JSON.parse(text) };
  } catch {
    return {};
  }
}
