// Pages for people: each is made, framed and sent.
import { Hono } from "hono";
import type { PageWorld } from "../ports/page_world.ts";
import { Layout } from "./pages/layout.tsx";
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
      const feed = await world.archive.feedEnd();
      const [view, counts, workers] = await Promise.all([page(visit), world.survey.counts(), world.queue.workers()]);
      if (view === undefined) return c.notFound();
      const frame = { view, visit, counts, workers: workers.length, feed, said };
      const html = await <Layout {...frame} />;
      return c.html(`<!doctype html>\n${html}`, view.status ?? 200);
    });
  }
  return routes;
}
