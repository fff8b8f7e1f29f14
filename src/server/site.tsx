// The site put together: who may come in, what there is to read, what can be done.
import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import type { OpenTerms, PageWorld } from "../ports/page_world.ts";
import { answerError } from "./answer_errors.tsx";
import { assetRoutes } from "./asset_routes.ts";
import { deedRoutes } from "./deeds/deed_routes.ts";
import { streamEvents } from "./events/stream.ts";
import type { Hub } from "./events/hub.ts";
import { entry } from "./guard/entry.ts";
import { guard } from "./guard/guard.ts";
import { headers } from "./guard/headers.ts";
import { loginRoutes } from "./guard/login_routes.tsx";
import { ownHost } from "./guard/own_host.ts";
import { healthRoutes } from "./health.ts";
import { metricsRoute } from "./metrics.ts";
import { pageRoutes } from "./page_routes.tsx";
import { Refusal } from "./refusal.ts";
import { saidShelf } from "./said.ts";
import type { Env } from "./visitor.ts";

/** Every route, behind the guard. `terms.port` is the port that is listened on; `hub` tells of what happens in the database. */
export async function site(world: PageWorld, terms: OpenTerms, hub: Hub): Promise<Hono<Env>> {
  const { api } = await import("./api/api.ts");
  const app = new Hono<Env>();
  const shelf = saidShelf(world);
  const way = entry(world, terms, terms.port);
  app.use(headers());
  app.use(guard(way, ownHost(terms)));
  app.use(methodNotAllowed({
    app,
    onMethodNotAllowed: (c, methods) => answerError(notSo(methods), c, world),
  }));
  app.route("/", healthRoutes(world, hub));
  app.route("/assets", assetRoutes());
  app.route("/", loginRoutes(world, way));
  app.get("/metrics", metricsRoute(world));
  app.get("/api/v1/events", streamEvents(world, hub, way));
  app.route("/", await api(world));
  app.route("/deeds", deedRoutes(world, shelf));
  app.route("/", pageRoutes(world, shelf, hub));
  app.notFound((c) => answerError(new Refusal(404, "not_found", "There is nothing at this address."), c, world));
  app.onError((error, c) => answerError(error, c, world));
  return app;
}

function notSo(methods: readonly string[]): Refusal {
  const allow = methods.join(", ");
  return new Refusal(405, "not_allowed", `This address knows ${allow} alone.`, { headers: { allow } });
}
