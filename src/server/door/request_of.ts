// A request as it came over the wire, for routes.
import type { IncomingMessage } from "node:http";

/** Longer ones are no address of ours. */
export const LONGEST_TARGET = 8192;

/** Names and values, in turn. */
const MOST_RAW_HEADERS = 200;

/** Methods that there are; others are never looked at. */
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/** Why a request is none; undefined: it is one. */
export function misfit(
  { url = "", method = "", rawHeaders }: Pick<IncomingMessage, "url" | "method" | "rawHeaders">,
): 400 | 405 | 414 | 431 | undefined {
  if (!METHODS.includes(method)) return 405;
  if (url.length > LONGEST_TARGET) return 414;
  if (rawHeaders.length > MOST_RAW_HEADERS) return 431;
  // Also not `http://other/` and `*`, which are for proxies and for nobody.
  return /^\/[\x21-\x7e]*$/.test(url) ? undefined : 400;
}

/** Under our own origin, whatever the header Host says; its body is read as it is asked for. */
export function requestOf(message: IncomingMessage, origin: string): Request {
  const headers = new Headers();
  const { method = "GET", rawHeaders, url } = message;
  for (let at = 0; at < rawHeaders.length; at += 2) headers.append(rawHeaders[at]!, rawHeaders[at + 1]!);
  const body = method === "GET" || method === "HEAD" ? null : bodyOf(message);
  return new Request(`${origin}${url}`, { method, headers, body });
}

function bodyOf(message: IncomingMessage): ReadableStream<Uint8Array<ArrayBuffer>> {
  const chunks = message[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
  }, { highWaterMark: 0 });
}
