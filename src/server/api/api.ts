// The API: what page and command line do, as JSON, described by the schemas that check it.
import { Hono } from "hono";
import type { PageWorld } from "../../ports/page_world.ts";
import type { Env } from "../visitor.ts";

/** `/api/v1/…` and `/openapi.json`. */
export function api(_world: PageWorld): Promise<Hono<Env>> {
  return Promise.resolve(new Hono<Env>());
}
