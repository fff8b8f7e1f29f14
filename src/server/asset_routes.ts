// Assets under names that never change what they mean: kept by browsers, asked for anew by their tag.
import { Hono } from "hono";
import { ASSETS } from "./assets/assets.ts";
import { hashOf } from "./guard/tokens.ts";
import type { Env } from "./visitor.ts";
import { unzips, zip } from "./zip.ts";

interface Packed {
  type: string;
  tag: string;
  plain: Uint8Array<ArrayBuffer>;
  zipped: Uint8Array<ArrayBuffer>;
}

/** `/assets/NAME`. Each is compressed once, when it is first asked for. */
export function assetRoutes(): Hono<Env> {
  const routes = new Hono<Env>();
  const packed = new Map<string, Promise<Packed>>();
  routes.get("/:name", async (c) => {
    const name = c.req.param("name");
    const asset = Object.hasOwn(ASSETS, name) ? ASSETS[name] : undefined;
    if (asset === undefined) return c.notFound();
    const found = packed.get(name) ?? pack(asset.type, asset.text);
    packed.set(name, found);
    const { type, tag, plain, zipped } = await found;
    const headers = {
      "content-type": type,
      "cache-control": "public, max-age=0, must-revalidate",
      vary: "accept-encoding",
      etag: `W/"${tag}"`,
    };
    if (c.req.header("if-none-match")?.includes(`"${tag}"`) === true) return c.body(null, 304, headers);
    return unzips(c.req.header("accept-encoding"))
      ? c.body(zipped, 200, { ...headers, "content-encoding": "gzip" })
      : c.body(plain, 200, headers);
  });
  return routes;
}

async function pack(type: string, text: string): Promise<Packed> {
  const plain = new TextEncoder().encode(text);
  const zipped = await zip(plain);
  return { type, tag: hashOf(text).toHex().slice(0, 32), plain, zipped };
}
