// Whether the page lives, and whether it can do its work.
import { Hono } from "hono";
import type { PageWorld } from "../ports/page_world.ts";
import { formFor } from "./asked_by.ts";
import type { Hub } from "./events/hub.ts";
import type { Env } from "./visitor.ts";

interface Check {
  name: string;
  ok: boolean;
  /** A few words. */
  words: string;
}

/**
 * `/livez`: 200 while the process answers. `/readyz`: 200 while pages can be made; with `?verbose`, or where they cannot, each check in a line.
 * Without a worker pages are as ready as ever: they say so.
 */
export function healthRoutes(world: Pick<PageWorld, "archive" | "queue">, hub: Hub): Hono<Env> {
  const routes = new Hono<Env>();
  routes.get("/livez", (c) => c.text("ok\n"));
  routes.get("/readyz", async (c) => {
    const checks = [
      await check("database", async () => `has told ${await world.archive.feedEnd()} events`),
      await check("workers", async () => aliveWords((await world.queue.workers()).length)),
      await check("feed", () => {
        if (hub.failure !== undefined) throw hub.failure;
        return Promise.resolve(`is watched by ${hub.listeners}`);
      }),
    ];
    const ok = checks.every((each) => each.ok);
    const status = ok ? 200 : 503;
    if (formFor(c.req) === "json") return c.json({ ok, data: { checks } }, status);
    if (ok && c.req.query("verbose") === undefined) return c.text("ok\n", status);
    const lines = checks.map(({ name, ok, words }) => `[${ok ? "+" : "-"}]${name} ${words}\n`);
    return c.text(`${lines.join("")}readyz check ${ok ? "passed" : "failed"}\n`, status);
  });
  return routes;
}

function aliveWords(alive: number): string {
  return `ok: ${alive} alive`;
}

async function check(name: string, look: () => Promise<string>): Promise<Check> {
  try {
    return { name, ok: true, words: await look() };
  } catch (error) {
    return {
      name,
      ok: false,
      words: `failed: ${error instanceof Error ? error.message.split("\n")[0] : "no reason given"}`,
    };
  }
}
