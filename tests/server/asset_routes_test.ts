// Assets as browsers ask for them.
import assert from "node:assert/strict";
import { assetRoutes } from "../../src/server/asset_routes.ts";
import { ASSETS } from "../../src/server/assets/assets.ts";

const routes = assetRoutes();
const ask = (name: string, headers: { [name: string]: string } = {}) => routes.request(`/${name}`, { headers });

async function unpacked(response: Response): Promise<string> {
  return await new Response(response.body!.pipeThrough(new DecompressionStream("gzip"))).text();
}

Deno.test("assetRoutes() sends each file whole, compressed for whoever can unpack it", async () => {
  for (const [name, { type, text }] of Object.entries(ASSETS)) {
    const plain = await ask(name);
    assert.deepEqual([plain.status, plain.headers.get("content-type")], [200, type]);
    assert.equal(await plain.text(), text);
    const zipped = await ask(name, { "accept-encoding": "br, gzip;q=0.8" });
    assert.equal(zipped.headers.get("content-encoding"), "gzip");
    assert.equal(zipped.headers.get("vary"), "accept-encoding");
    assert.equal(await unpacked(zipped), text);
  }
  assert.equal((await ask("page.js", { "accept-encoding": "gzip;q=0, br" })).headers.get("content-encoding"), null);
});

Deno.test("assetRoutes() does not send again what a browser has", async () => {
  const first = await ask("style.css");
  await first.body?.cancel();
  const tag = first.headers.get("etag") ?? "";
  const again = await ask("style.css", { "if-none-match": `"other", ${tag}` });
  assert.deepEqual([again.status, await again.text(), again.headers.get("etag")], [304, "", tag]);
  const changed = await ask("style.css", { "if-none-match": 'W/"other"' });
  assert.equal(changed.status, 200);
  await changed.body?.cancel();
});

Deno.test("assetRoutes() knows its own names alone", async () => {
  for (const name of ["none.css", "__proto__", "constructor", "toString", "..%2fassets.ts", "%2e%2e", "page.js%00"]) {
    assert.equal((await ask(name)).status, 404, name);
  }
});
