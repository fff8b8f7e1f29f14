// The door of the server: opens, and ends in order.
import { InputError } from "../model/errors.ts";
import type { OpenPage, OpenTerms, PageWorld } from "../ports/page_world.ts";
import { type Limits, listen } from "./door/listen.ts";
import { openHub } from "./events/hub.ts";
import { isLoopback } from "../words/loopback.ts";
import { site } from "./site.tsx";

/** Milliseconds that what is being answered may take at the end. */
const CLOSING_MS = 800;

/** Opens the page. Throws InputError where nobody can listen there, or where anybody could come in from elsewhere. */
export async function openServer(world: PageWorld, terms: OpenTerms, limits?: Limits): Promise<OpenPage> {
  if (terms.tokens === undefined && !isLoopback(terms.hostname)) {
    throw new InputError(
      `On ${terms.hostname} others reach this page, and could do everything: let in whoever has a token (--token-file FILE), or listen on 127.0.0.1`,
    );
  }
  const hub = openHub(world);
  const { origin, close } = await listen(terms, async ({ port }) => {
    const app = await site(world, { ...terms, port }, hub);
    return async (request, address) => {
      try {
        return await app.fetch(request, { address });
      } catch (error) {
        world.note?.(`cannot answer: ${error instanceof Error ? error.stack : error}`);
        return new Response("This is a bug of ours.\n", { status: 500 });
      }
    };
  }, limits);
  return {
    url: `${origin}/`,
    close: async () => {
      hub.close();
      await close(CLOSING_MS);
    },
  };
}
