// The door of the server: listens, and ends in order.
import type { OpenPage, OpenTerms, PageWorld } from "../ports/page_world.ts";
import type { Hub } from "./events/hub.ts";
import { site } from "./site.tsx";

/** Opens the page. Throws InputError where nobody can listen there. */
export async function openServer(world: PageWorld, terms: OpenTerms): Promise<OpenPage> {
  const hub: Hub = { listen: () => () => {}, listeners: 0 };
  const app = await site(world, terms, hub);
  const server = Deno.serve({ hostname: terms.hostname, port: terms.port, onListen: () => {} }, app.fetch);
  const { port } = server.addr;
  return { url: `http://${terms.hostname}:${port}/`, close: () => server.shutdown() };
}
