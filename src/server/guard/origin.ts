// Whether a request was made by a page of ours, or by no page at all: what another site makes a browser send is refused. A secret in each form
// would add nothing to it: every browser says where a form comes from, and what says nothing needs a token or JSON, which no form can send.
import type { HonoRequest } from "hono";
import { Refusal } from "../refusal.ts";
import type { OwnHost } from "./own_host.ts";

const SAFE = ["GET", "HEAD", "OPTIONS"];

/** Whether a method only reads. */
export function isSafe(method: string): boolean {
  return SAFE.includes(method);
}

/** Throws Refusal for what another site made a browser send. */
export function checkOrigin(req: HonoRequest, own: OwnHost): void {
  const site = req.header("sec-fetch-site");
  const origin = req.header("origin");
  const elsewhere = site !== undefined && site !== "same-origin" && site !== "none";
  if (isSafe(req.method)) {
    if (elsewhere && !isVisit(req)) throw refusal("Another site asks for this. Only its own pages may.");
    return;
  }
  if (elsewhere || origin !== undefined && !isOwn(origin, req, own)) {
    throw refusal("Another site sent this. Do it on the page itself.");
  }
  if (site !== undefined || origin !== undefined) return;
  if (/^bearer /i.test(req.header("authorization") ?? "")) return;
  if (/^application\/json\s*(;|$)/i.test(req.header("content-type") ?? "")) return;
  throw refusal("This does not say from where it comes: send JSON (content-type: application/json), or a token.");
}

/** Somebody follows a link: in a window of its own, not in a frame. */
function isVisit(req: HonoRequest): boolean {
  const into = req.header("sec-fetch-dest") ?? "document";
  return req.header("sec-fetch-mode") === "navigate" && into === "document";
}

/** The same host and port as the page was asked for; or, behind a proxy that asks under a name of its own, one of our names. */
function isOwn(origin: string, req: HonoRequest, own: OwnHost): boolean {
  const url = URL.parse(origin);
  if (url === null || url.protocol !== "http:" && url.protocol !== "https:") return false;
  const here = new URL(req.url);
  if (here.protocol === "https:" && url.protocol !== "https:") return false;
  const asked = URL.parse(`${url.protocol}//${req.header("host") ?? here.host}`);
  return url.host === asked?.host || own.named(url.host);
}

function refusal(message: string): Refusal {
  return new Refusal(403, "forbidden", message);
}
