// The site put together: who may come in, what there is to read, what can be done.
import { Hono } from "hono";
import { InputError } from "../model/errors.ts";
import type { OpenTerms, PageWorld } from "../ports/page_world.ts";
import { assetRoutes } from "./asset_routes.ts";
import { deedRoutes } from "./deeds/deed_routes.ts";
import { streamEvents } from "./events/stream.ts";
import type { Hub } from "./events/hub.ts";
import { guard } from "./guard/guard.ts";
import { loginRoutes } from "./guard/login_routes.tsx";
import { healthRoutes } from "./health.ts";
import { metricsRoute } from "./metrics.ts";
import { pageRoutes } from "./page_routes.tsx";
import { saidShelf } from "./said.ts";
import type { Env } from "./visitor.ts";

/** Every route, behind the guard. `hub` tells of what happens in the database. */
export async function site(world: PageWorld, terms: OpenTerms, hub: Hub): Promise<Hono<Env>> {
  const { api } = await import("./api/api.ts");
  const app = new Hono<Env>();
  const shelf = saidShelf(world);
  app.use(guard(world, terms));
  app.route("/", healthRoutes(world, hub));
  app.route("/assets", assetRoutes());
  app.route("/", loginRoutes(world, terms));
  app.get("/metrics", metricsRoute(world));
  app.get("/api/v1/events", streamEvents(world, hub));
  app.route("/", await api(world));
  app.route("/deeds", deedRoutes(world, shelf));
  app.route("/", pageRoutes(world, shelf));
  app.notFound((c) => c.text("There is nothing at this address.\n", 404));
  app.onError((error, c) => {
    if (error instanceof InputError) return c.text(`${error.message}\n`, 400);
    throw error;
  });
  return app;
}
