// The API: what page and command line do, as JSON, described by the schemas that check it.
import { type Context, Hono } from "hono";
import type { PageWorld } from "../../ports/page_world.ts";
import type { Env } from "../visitor.ts";
import { checkedBody, checkedNumber, checkedQuery } from "./checked.ts";
import { hostRoutes } from "./host_routes.ts";
import { iterationRoutes } from "./iteration_routes.ts";
import { loopDeedRoutes } from "./loop_deed_routes.ts";
import { loopRoutes } from "./loop_routes.ts";
import { openapi } from "./openapi.ts";
import { programRoutes } from "./program_routes.ts";
import { promptRoutes } from "./prompt_routes.ts";
import { isNumber, partsOf, PREFIX } from "./path_parts.ts";
import type { Route } from "./route.ts";
import { ruleRoutes } from "./rule_routes.ts";
import { submitRoutes } from "./submit_routes.ts";

/** `/api/v1/…` and `/openapi.json`. A request that its schemas do not know throws Refusal; what acts throws InputError and StoreError, too. */
export function api(world: PageWorld): Promise<Hono<Env>> {
  const routes = allRoutes();
  const app = new Hono<Env>();
  for (const route of routes) {
    const path = `${PREFIX}${route.path.replace(/\{(\w+)\}/g, ":$1")}`;
    app.on(route.method.toUpperCase(), path, (c) => answer(c, world, route));
  }
  let text: string | undefined;
  app.get("/openapi.json", (c) => {
    text ??= JSON.stringify(openapi(routes, world.version));
    return c.body(text, 200, { "content-type": "application/json" });
  });
  return Promise.resolve(app);
}

/** Every address of the API. */
export function allRoutes(): Route[] {
  return [
    ...[loopRoutes, submitRoutes(), loopDeedRoutes, iterationRoutes, promptRoutes],
    ...[hostRoutes, ruleRoutes, programRoutes],
  ].flat();
}

async function answer(c: Context<Env>, world: PageWorld, route: Route): Promise<Response> {
  const part = (name: string) => c.req.param(name) ?? "";
  for (const name of partsOf(route.path)) if (isNumber(name)) checkedNumber(name, part(name));
  const data = await route.act({
    world,
    visitor: c.get("visitor"),
    part,
    query: checkedQuery(route.query, new URL(c.req.url).searchParams),
    body: route.method === "post" ? await checkedBody(route.body, c.req.raw) : {},
    header: (name) => c.req.header(name),
    located: (path) => c.header("location", path),
  });
  return c.json({ ok: true, data }, route.makes ? 201 : 200);
}
