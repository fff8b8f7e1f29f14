// Assets under names that never change what they mean: kept by browsers, asked for anew by their tag.
import { Hono } from "hono";
import { ASSETS } from "./assets/assets.ts";
import type { Env } from "./visitor.ts";

/** `/assets/NAME`. */
export function assetRoutes(): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get("/:name", (c) => {
    const asset = ASSETS[c.req.param("name")];
    if (asset === undefined) return c.notFound();
    return c.body(asset.text, 200, { "content-type": asset.type });
  });
  return routes;
}
