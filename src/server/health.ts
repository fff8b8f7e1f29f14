// Whether the page lives, and whether it can do its work.
import { Hono } from "hono";
import type { PageWorld } from "../ports/page_world.ts";
import type { Hub } from "./events/hub.ts";
import type { Env } from "./visitor.ts";

/** To be written. */
export function healthRoutes(_world: PageWorld, _hub: Hub): Hono<Env> {
  return new Hono<Env>();
}
