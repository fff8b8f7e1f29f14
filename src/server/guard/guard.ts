// Who may come in, and from where: before anything else is looked at.
import type { MiddlewareHandler } from "hono";
import { isForPrograms } from "../asked_by.ts";
import { LONGEST_TARGET } from "../door/request_of.ts";
import { Refusal } from "../refusal.ts";
import type { Env } from "../visitor.ts";
import { LONGEST_BODY, LONGEST_OF_NOBODY, readBody } from "./body.ts";
import type { Entry } from "./entry.ts";
import { checkOrigin, isSafe } from "./origin.ts";
import type { OwnHost } from "./own_host.ts";

/** Needs nobody to be known: whether we live, coming in and leaving, and how that looks. */
const OPEN = /^\/(livez|login|logout|assets\/[^/]*)$/;

/** Lets through what may come in, with who it is. Throws Refusal for the rest; whoever looks at pages is led to the form instead. */
export function guard(way: Entry, own: OwnHost): MiddlewareHandler<Env> {
  return async (c, next) => {
    const host = c.req.header("host");
    // Every browser sends it; nothing else can be made to ask under a name that is not meant.
    if (host !== undefined && !own.asked(host)) throw strange(host);
    if (c.req.url.length > LONGEST_TARGET + 300) throw new Refusal(414, "too_long", "This address is too long.");
    checkOrigin(c.req, own);
    const isOpen = OPEN.test(c.req.path);
    if (!isOpen) {
      const visitor = way.visitor(c);
      if (visitor === undefined) {
        if (isForPrograms(c.req.path)) throw unknown();
        return c.redirect(loginPath(c.req.method, c.req.url), 303);
      }
      if (visitor.role === "read" && !isSafe(c.req.method)) throw mayOnlyRead(visitor.name);
      c.set("visitor", visitor);
    }
    if (!isSafe(c.req.method)) await readBody(c, isOpen ? LONGEST_OF_NOBODY : LONGEST_BODY);
    await next();
  };
}

/** Where to come in, and where to go on then. */
function loginPath(method: string, url: string): string {
  const { pathname, search } = new URL(url);
  const path = `${pathname}${search}`;
  return isSafe(method) && path !== "/" ? `/login?next=${encodeURIComponent(path)}` : "/login";
}

function strange(host: string): Refusal {
  return new Refusal(421, "misdirected", `This page is not known as ${host.slice(0, 100)}.`, {
    hint: "ask for it by the address that it was opened with, or name it: serve --host-name NAME",
  });
}

function unknown(): Refusal {
  return new Refusal(401, "unauthorized", "This needs a token.", {
    hint: "send it as a header: Authorization: Bearer TOKEN",
    headers: { "www-authenticate": "Bearer" },
  });
}

function mayOnlyRead(name: string): Refusal {
  return new Refusal(403, "forbidden", `${name} may read everything here, and change nothing.`, {
    hint: "come in with a token whose line in the token file begins with full",
  });
}
