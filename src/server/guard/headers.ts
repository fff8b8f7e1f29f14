// What every answer tells a browser: what a page may load, who may read it, where it may be shown.
import type { HonoRequest, MiddlewareHandler } from "hono";
import type { Env } from "../visitor.ts";
import { isLoopback } from "../../words/loopback.ts";

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
];

/**
 * `same-origin` and not `no-referrer`: with that browsers send `Origin: null` with a form, and the guard could not tell whose it is. There is no
 * Strict-Transport-Security: it counts for every port of a host, and this page may be one of many there.
 */
const HEADERS: { [name: string]: string } = {
  "content-security-policy": POLICY.join("; "),
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
  "referrer-policy": "same-origin",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/** On every answer, also on refusals; what does not say how long it may be kept is not kept. */
export function headers(): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next();
    for (const [name, value] of Object.entries(HEADERS)) c.res.headers.set(name, value);
    if (isTrustworthy(c.req)) c.res.headers.set("cross-origin-opener-policy", "same-origin");
    if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
  };
}

/** Whether a browser heeds it there; elsewhere it complains in its console. A header that anybody may write is good enough for that. */
function isTrustworthy(req: HonoRequest): boolean {
  const hostname = URL.parse(`http://${req.header("host") ?? ""}`)?.hostname ?? "";
  return req.url.startsWith("https:") || req.header("x-forwarded-proto") === "https" ||
    isLoopback(hostname.replace(/^\[|\]$/g, ""));
}
