// What uri and get_url ask: a server on the loopback address that always says the same.
import { createHash } from "node:crypto";

const PAGES: { [path: string]: () => Response } = {
  "/text": () => new Response("hello\nü\n", { headers: { "content-type": "text/plain; charset=utf-8" } }),
  "/json": () => Response.json({ a: [1, { b: null }], ü: true }),
  "/moved": () => new Response(null, { status: 302, headers: { location: "/text" } }),
  "/empty": () => new Response(null, { status: 204 }),
  "/broken": () => new Response("broken\n", { status: 500, headers: { "content-type": "text/plain" } }),
};

/** Opens it on a port of its own. */
export function openWeb(): { url: string } & AsyncDisposable {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === "/echo") return Response.json(await echo(request));
    if (pathname === "/closed" && request.headers.get("authorization") !== `Basic ${btoa("ann:secret")}`) {
      return new Response("closed\n", { status: 401, headers: { "www-authenticate": 'Basic realm="x"' } });
    }
    return (PAGES[pathname === "/closed" ? "/text" : pathname] ?? (() => new Response("none\n", { status: 404 })))();
  });
  return { url: `http://127.0.0.1:${server.addr.port}`, [Symbol.asyncDispose]: () => server.shutdown() };
}

async function echo(request: Request): Promise<object> {
  const body = await request.text();
  return {
    method: request.method,
    type: request.headers.get("content-type") ?? "none",
    word: request.headers.get("x-word") ?? "none",
    body: request.headers.get("content-type")?.startsWith("multipart") ? "parts" : body,
    sha1: createHash("sha1").update(body).digest("hex").slice(0, 8),
  };
}
