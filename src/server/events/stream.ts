// The feed as server-sent events, which a browser takes up again where it lost them.
import type { Handler } from "hono";
import type { PageWorld } from "../../ports/page_world.ts";
import type { Env } from "../visitor.ts";
import type { Hub } from "./hub.ts";

/** To be written. */
export function streamEvents(_world: PageWorld, _hub: Hub): Handler<Env> {
  return (c) => c.text("", 501);
}
