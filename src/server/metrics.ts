// What Prometheus reads.
import type { Handler } from "hono";
import type { PageWorld } from "../ports/page_world.ts";
import type { Env } from "./visitor.ts";

/** To be written. */
export function metricsRoute(_world: PageWorld): Handler<Env> {
  return (c) => c.text("", 501);
}
