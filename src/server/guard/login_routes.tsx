// Coming in with a token, and leaving.
import { Hono } from "hono";
import type { OpenTerms, PageWorld } from "../../ports/page_world.ts";
import type { Env } from "../visitor.ts";

/** To be written. */
export function loginRoutes(_world: PageWorld, _terms: OpenTerms): Hono<Env> {
  return new Hono<Env>();
}
