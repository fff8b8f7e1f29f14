// Pages for people: each is made, framed and sent.
import { Hono } from "hono";
import type { PageWorld } from "../ports/page_world.ts";
import { framed } from "./frame.tsx";
import { PAGES } from "./pages/pages.ts";
import type { SaidShelf } from "./said.ts";
import type { Env } from "./visitor.ts";

/** Every page of `PAGES`. */
export function pageRoutes(world: PageWorld, shelf: SaidShelf): Hono<Env> {
  const routes = new Hono<Env>();
  for (const [path, page] of Object.entries(PAGES)) {
    routes.get(path, async (c) => {
      const said = shelf.take(c);
      const visit = {
        world,
        visitor: c.get("visitor"),
        url: new URL(c.req.url),
        params: c.req.param() as { [name: string]: string },
        now: world.clock.now(),
        said,
      };
      const made = await framed(visit, () => page(visit), said);
      return made === undefined ? c.notFound() : c.html(made.html, made.status);
    });
  }
  return routes;
}
