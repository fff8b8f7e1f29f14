// What became of a deed, kept for the page that the browser is led to.
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { PageWorld } from "../ports/page_world.ts";
import type { Said } from "./pages/view.ts";
import type { Env } from "./visitor.ts";

/** Milliseconds that it is shown: longer than the news of the deed itself, at which an open page is made anew, takes to come. */
const SHOWN_MS = 15_000;
/** Most that are kept at once. */
const MOST = 500;

/** One shelf for a site. A cookie has the number of a place on it and nothing else, so that nobody can make the page say something. */
export interface SaidShelf {
  /** Keeps it for whoever asked, for one page: a local path with its query. */
  keep(c: Context<Env>, said: Said, path: string): void;
  /** What was said to whoever asks, where this is the page that it is for; null: nothing. */
  take(c: Context<Env>): Said | null;
}

/** An empty one. It is gone with the process: whatever was done stands in the record. */
export function saidShelf({ clock, random }: Pick<PageWorld, "clock" | "random">): SaidShelf {
  const kept = new Map<string, { said: Said; path: string; until: number }>();
  const sweep = () => {
    const now = clock.now();
    for (const [id, { until }] of kept) {
      if (until > now && kept.size < MOST) return;
      kept.delete(id);
    }
  };
  return {
    keep(c, said, path) {
      sweep();
      const id = random(16).toHex();
      kept.set(id, { said, path: pageOf(path), until: clock.now() + SHOWN_MS });
      setCookie(c, "said", id, {
        path: "/",
        httpOnly: true,
        sameSite: "Strict",
        secure: new URL(c.req.url).protocol === "https:",
        maxAge: SHOWN_MS / 1000,
      });
    },
    take(c) {
      const { said, path, until } = kept.get(getCookie(c, "said") ?? "") ?? {};
      if (said === undefined || until === undefined || until <= clock.now()) return null;
      return path === pageOf(c.req.url) ? said : null;
    },
  };
}

/** Only the path: filters may change meanwhile. */
function pageOf(url: string): string {
  return new URL(url, "http://here.invalid").pathname;
}
