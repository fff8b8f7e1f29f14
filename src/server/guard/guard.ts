// Who may come in, and from where: before anything else is looked at.
import type { MiddlewareHandler } from "hono";
import type { OpenTerms, PageWorld } from "../../ports/page_world.ts";
import type { Env } from "../visitor.ts";

/** To be written. */
export function guard(_world: PageWorld, terms: OpenTerms): MiddlewareHandler<Env> {
  return async (c, next) => {
    c.set("visitor", { name: terms.user, role: "full", session: false });
    await next();
  };
}
