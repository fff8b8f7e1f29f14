// A page in its frame, as a whole document.
import { Layout } from "./pages/layout.tsx";
import type { Said, View, Visit } from "./pages/view.ts";

/** A document. */
export interface Framed {
  html: string;
  status: 200 | 404;
}

/** Undefined where `make` makes nothing. The feed's end is read before the page is, so that what comes meanwhile is news to it. */
export async function framed(
  visit: Visit,
  make: () => Promise<View | undefined>,
  said: Said | null,
): Promise<Framed | undefined> {
  const { world } = visit;
  const feed = await world.archive.feedEnd();
  const [view, counts, workers] = await Promise.all([make(), world.survey.counts(), world.queue.workers()]);
  if (view === undefined) return undefined;
  const byHand = workers.length === 0 ? await world.survey.workedByHand() : 0;
  // A page with parts that wait for something is a promise only as a text.
  const html = await (<Layout {...{ view, visit, counts, feed, said, byHand }} workers={workers.length} />).toString();
  return { html: `<!doctype html>\n${html}`, status: view.status ?? 200 };
}
