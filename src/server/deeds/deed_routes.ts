// Buttons: forms that do what the API does, and lead back to a page that says what became of it.
import { Hono } from "hono";
import type { PageWorld } from "../../ports/page_world.ts";
import type { Env } from "../visitor.ts";

/** To be written. */
export function deedRoutes(_world: PageWorld): Hono<Env> {
  return new Hono<Env>();
}
