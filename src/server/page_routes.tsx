// Pages for people: each is made, framed and sent.
import { type Context, Hono } from "hono";
import type { PageWorld } from "../ports/page_world.ts";
import type { Hub } from "./events/hub.ts";
import { framed } from "./frame.tsx";
import { kept, type KeptPage, KeptPages } from "./kept_pages.ts";
import { PAGES } from "./pages/pages.ts";
import type { SaidShelf } from "./said.ts";
import type { Env } from "./visitor.ts";
import { unzips } from "./zip.ts";

/** Every page of `PAGES`. Those who look at the same in the same moment get the same page, if nobody is told of what he has just done. */
export function pageRoutes(world: PageWorld, shelf: SaidShelf, hub: Pick<Hub, "version">): Hono<Env> {
  const routes = new Hono<Env>();
  const pages = new KeptPages(hub, world.clock);
  for (const [path, page] of Object.entries(PAGES)) {
    routes.get(path, async (c) => {
      const said = shelf.take(c);
      const visitor = c.get("visitor");
      const url = new URL(c.req.url);
      const params = c.req.param() as { [name: string]: string };
      const visit = { world, visitor, url, params, now: world.clock.now(), said };
      const make = () => framed(visit, () => page(visit), said);
      if (said !== null) {
        const made = await make();
        return made === undefined ? c.notFound() : await sent(c, kept(made));
      }
      const { name, role, session } = visitor;
      const key = [url.pathname, url.search, role, session, name].join("\n");
      const made = await pages.page(key, make);
      return made === undefined ? c.notFound() : await sent(c, made);
    });
  }
  return routes;
}

async function sent(c: Context<Env>, page: KeptPage): Promise<Response> {
  const zipped = unzips(c.req.header("accept-encoding")) ? await page.zipped() : undefined;
  c.header("content-type", "text/html; charset=utf-8");
  c.header("vary", "accept-encoding");
  if (zipped === undefined) return c.body(page.plain, page.status);
  return c.body(zipped, page.status, { "content-encoding": "gzip" });
}
