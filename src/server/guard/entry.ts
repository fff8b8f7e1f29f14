// Who may come in: by a token, by the session that one was exchanged for, or, where there are none, everybody on this machine.
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { OpenTerms, PageWorld } from "../../ports/page_world.ts";
import { Refusal } from "../refusal.ts";
import type { Env, Visitor } from "../visitor.ts";
import { patience, placeOfAddress } from "./patience.ts";
import { IDLE_MS, type Session, sessions } from "./session.ts";
import { hashOf, type Key, keyFor, keysOf, sign } from "./tokens.ts";

/** The way in. */
export interface Entry {
  /** No token is needed. */
  open: boolean;
  /** Who asks; undefined: nobody that is known. Throws Refusal for a wrong token, and for too many of them. */
  visitor(c: Context<Env>): Visitor | undefined;
  /** Begins a session for whoever has this token; false: it is nobody's. Throws Refusal where too many were wrong. */
  login(c: Context<Env>, token: string): boolean;
  /** Whether the session that a request came in by has ended since. */
  hasEnded(c: Context<Env>): boolean;
  /** Ends the session, if there is one. */
  logout(c: Context<Env>): void;
}

/** By the tokens of `terms`; `port` is the one that is listened on, since browsers send a cookie to every port of a host. */
export function entry(world: Pick<PageWorld, "clock" | "random">, terms: OpenTerms, port: number): Entry {
  const keys = keysOf(terms.tokens ?? []);
  const known = sessions(world, keys);
  const limit = patience(world.clock);
  const plain = `ftl2_${port}`;
  const secure = `__Host-ftl2_${port}`;

  const sessionOf = (c: Context<Env>): Session | undefined =>
    [secure, plain].map((name) => known.read(getCookie(c, name) ?? "")).find((session) => session !== undefined);
  const put = (c: Context<Env>, value: string, isSecure: boolean) =>
    setCookie(c, isSecure ? secure : plain, value, {
      path: "/",
      httpOnly: true,
      // Not Strict: whoever follows a link to a question in a message would have to log in again. What changes something asks for more.
      sameSite: "Lax",
      secure: isSecure,
      maxAge: value === "" ? 0 : IDLE_MS / 1000,
    });
  const tried = (c: Context<Env>, token: string): Key | undefined => {
    const session = sessionOf(c);
    // Not by the session: whoever may read could begin one after the other, and guess a few times in each.
    const place = session === undefined ? placeOfAddress(c.env?.address ?? "unknown") : sign("place", "", session.key);
    const waitMs = limit.wait(place);
    if (waitMs > 0) throw tooMany(waitMs);
    const key = keyFor(token, keys);
    if (key === undefined) limit.wrong(place, hashOf(token));
    else limit.right(place);
    return key;
  };

  return {
    open: terms.tokens === undefined,
    visitor(c) {
      if (terms.tokens === undefined) return { name: terms.user, role: "full", session: false };
      const [, token] = /^bearer +(\S+) *$/i.exec(c.req.header("authorization") ?? "") ?? [];
      if (token !== undefined) {
        const key = tried(c, token);
        if (key === undefined) throw wrongToken();
        return { name: key.name, role: key.role, session: false };
      }
      const session = sessionOf(c);
      if (session === undefined || session.over) return undefined;
      const longer = known.renewed(session);
      if (longer !== undefined) put(c, longer, getCookie(c, secure) !== undefined);
      return { name: session.key.name, role: session.key.role, session: true };
    },
    login(c, token) {
      const key = tried(c, token);
      if (key === undefined) return false;
      // A browser names the scheme that it came by, also where a proxy ends TLS before us.
      put(c, known.begin(key), /^https:/.test(c.req.header("origin") ?? c.req.url));
      return true;
    },
    hasEnded: (c) => c.get("visitor").session && sessionOf(c)?.over !== false,
    logout(c) {
      const session = sessionOf(c);
      if (session !== undefined) known.leave(session);
      for (const name of [secure, plain]) if (getCookie(c, name) !== undefined) put(c, "", name === secure);
    },
  };
}

function wrongToken(): Refusal {
  return new Refusal(401, "unauthorized", "This token lets nobody in.", {
    hint: "its text stands in the file that --token-file names, as the last word of a line",
    headers: { "www-authenticate": "Bearer" },
  });
}

function tooMany(waitMs: number): Refusal {
  const seconds = Math.ceil(waitMs / 1000);
  return new Refusal(429, "too_many", `Too many wrong tokens came from here: try again in ${seconds} s.`, {
    headers: { "retry-after": String(seconds) },
  });
}
