// The facts of uri as cases write them: an answer in one short object, its body as text.
import type { Json, JsonObject } from "../../src/model/json.ts";
import type { Answer } from "../../src/modules/http/answer.ts";

/** An answer asked for at noon that came 2.5 seconds later. */
export function answered(short: JsonObject): { answer: Answer; startedAt: string; endedAt: string } {
  const { status = 200, reason = "OK", url = "http://h/x", body = "", headers = [], trouble, size } = short;
  const bytes = new TextEncoder().encode(String(body));
  const pairs = (Array.isArray(headers) ? headers : Object.entries(headers ?? {})) as [string, Json][];
  const named = pairs.map(([name, value]): [string, string] => [name, String(value)]);
  const answer: Answer = {
    status: status === null ? null : Number(status),
    reason: String(reason),
    url: String(url),
    headers: named,
    heads: status === -1 ? [] : [{ status: Number(status), reason: String(reason), headers: named }],
    body: bytes,
    size: size === undefined ? bytes.length : Number(size),
    ...(trouble === undefined ? {} : { trouble: String(trouble) }),
  };
  return { answer, startedAt: "2026-11-22T12:00:00.000Z", endedAt: "2026-11-22T12:00:02.500Z" };
}
