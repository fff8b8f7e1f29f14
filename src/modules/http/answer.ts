// What came back: the heads and the body of an answer, or why there is none, in the words that Ansible has for it.
import type { Fields } from "../scripts/fields.ts";

/** One head of an answer. */
export interface Head {
  status: number;
  reason: string;
  /** In their order; names in small letters. */
  headers: [name: string, value: string][];
}

/** An answer of a server, or the lack of one. */
export interface Answer {
  /** -1 without an answer; null where the protocol has none (`file:`, FTP). */
  status: number | null;
  reason: string;
  /** The last URL. */
  url: string;
  headers: [name: string, value: string][];
  /** Of all answers on the way, for their cookies: the URL's host is not known, their order is. */
  heads: Head[];
  /** The whole body, or its beginning where `size` is more. */
  body: Uint8Array;
  size: number;
  /** Why there is no answer, or none that Python's urllib would take for good. */
  trouble?: string;
}

/** Bytes of a body that come along with the rest of an answer: in base64, with 300 KB of heads, they fit into what is kept of an output. */
export const CARRIED_BYTES = 150 * 1024;

/** Shell that tells what `ask` left. The body comes along up to CARRIED_BYTES. */
export const TELL_ANSWER = `e rc "$r" status "$i" url "$u" size "$S"
[ ! -s "$t/e" ] || { n trouble; cat "$t/e"; z; }
n heads; cat "$t"/h1? "$t"/h2? 2>/dev/null; z
pack() { base64 2>/dev/null || openssl base64; }
n body; if [ "$S" -gt ${CARRIED_BYTES} ]; then head -c ${CARRIED_BYTES} "$t/o" | pack; elif [ -s "$t/o" ]; then pack <"$t/o"; fi; z
`;

/** What a host without curl is told. */
export const CURL_MISSING = "curl is needed on the host to reach a URL: install the package curl";

/** What TELL_ANSWER told. */
export function answerOf(fields: Fields): Answer {
  const heads = headsOf(fields.raw("heads") ?? "");
  const last = heads.at(-1);
  const rc = fields.number("rc") ?? 1;
  const status = Number(fields.raw("status") ?? "0");
  const url = fields.raw("url") ?? "";
  const plain = !/^https?:/i.test(url);
  const trouble = rc === 0 ? redirectTrouble(fields, last) : troubleOf(rc, fields.line("trouble") ?? "", url);
  return {
    status: rc !== 0 ? -1 : plain ? null : status,
    reason: last?.reason ?? "",
    url,
    headers: rc === 0 ? last?.headers ?? [] : [],
    heads,
    body: Uint8Array.fromBase64(fields.line("body")?.replaceAll(/\s/g, "") ?? ""),
    size: Number((fields.line("size") ?? "0").trim()),
    ...(trouble === undefined ? {} : { trouble }),
  };
}

function headsOf(text: string): Head[] {
  const heads: Head[] = [];
  for (const line of text.split("\n").map((each) => each.replace(/\r$/, ""))) {
    const [, status, reason = ""] = /^HTTP\/[\d.]+ (\d{3}) ?(.*)$/.exec(line) ?? [];
    const head = heads.at(-1);
    if (status !== undefined) heads.push({ status: Number(status), reason: reason.trim(), headers: [] });
    else if (head !== undefined && /^[ \t]/.test(line)) {
      const before = head.headers.at(-1);
      if (before !== undefined) before[1] += ` ${line.trim()}`;
    } else if (head !== undefined && line.includes(":")) {
      const [name = "", value = ""] = line.split(/:(.*)/s);
      head.headers.push([name.trim().toLowerCase(), value.trim()]);
    }
  }
  return heads;
}

function redirectTrouble(fields: Fields, last: Head | undefined): string | undefined {
  const forbidden = fields.raw("forbidden");
  if (forbidden !== undefined) return `${last?.reason ?? ""} - Redirection to url '${forbidden}' is not allowed`;
  if (fields.raw("circle") === undefined) return undefined;
  return "The HTTP server returned a redirect error that would lead to an infinite loop.\n" +
    `The last 30x error message was:\n${last?.reason ?? ""}`;
}

/** Why curl got no answer, as `fetch_url` of Ansible begins such sentences, with curl's own words. */
function troubleOf(rc: number, words: string, url: string): string {
  // Without curl's stopwatch ("after 1 ms"): two failures alike are to read alike.
  const said = words.replace(/^curl: \(\d+\) /, "").replace(/ after \d+ ms\b/, "").split("\n")[0] ?? "";
  const request = (why: string) => `Request failed: <urlopen error ${why}>`;
  switch (rc) {
    case 1:
      if (said.includes("HTTP/0.9")) {
        return "Connection failure: connection was closed before a valid response was received: the server does not speak HTTP";
      }
      return request(`unknown url type: ${url.split(":")[0]}`);
    case 6:
      return request(`[Errno -2] Name or service not known: ${said}`);
    case 7:
      return request(
        /refused|unreachable|no route/i.test(said) ? said : `${said}: Connection refused, or no way there`,
      );
    case 18:
      return `Connection failure: the answer was cut short (IncompleteRead): ${said}`;
    case 28:
      return /connect/i.test(said) ? request(`timed out: ${said}`) : `Connection failure: timed out: ${said}`;
    case 52:
      return "Connection failure: Remote end closed connection without response";
    case 60:
      return request(`[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: ${said}`);
    case 61:
      return `Connection failure: the answer says that it is packed with gzip, and is not: ${said}`;
    case 127:
      return CURL_MISSING;
    default:
      return rc === 55 || rc === 56
        ? `Connection failure: ${said}`
        : request(said === "" ? `curl ended with ${rc}` : said);
  }
}

/** A header's value; several of the same name joined as Ansible joins them. */
export function headerOf(headers: readonly [string, string][], name: string): string | undefined {
  const values = headers.filter(([each]) => each === name).map(([, value]) => value);
  return values.length === 0 ? undefined : values.join(", ");
}
