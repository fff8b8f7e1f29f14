// Buttons: forms that do what the API does, and lead back to a page that says what became of it.
import { type Context, Hono } from "hono";
import type { PageWorld } from "../../ports/page_world.ts";
import { memberOf } from "../../words/json_object.ts";
import { localPath } from "../local_path.ts";
import type { SaidShelf } from "../said.ts";
import type { Env } from "../visitor.ts";
import type { Done } from "./deed.ts";
import { doDeed } from "./do_deed.ts";
import { DEEDS, readForm } from "./read_form.ts";

/** Letters of a form that are kept: it is some seconds in memory, and so may be hundreds of others. */
const MOST_TYPED = 65_536;

/**
 * `POST /NAME` for each deed: fields as `readForm` has them, and `back`, the local page to go to afterwards (a submission that was
 * taken goes to its loop). Throws StoreError.
 */
export function deedRoutes(world: PageWorld, shelf: SaidShelf): Hono<Env> {
  const routes = new Hono<Env>();
  for (const name of DEEDS) {
    routes.post(`/${name}`, async (c) => {
      const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
      if (type !== "application/x-www-form-urlencoded") return c.text("This takes a form, urlencoded.\n", 415);
      const form = new URLSearchParams(await c.req.text());
      const back = localPath(form.get("back") ?? "") ?? "/";
      const deed = readForm(name, form);
      if (typeof deed === "string") return led(c, { ok: false, text: deed }, back);
      const done = await doDeed(world, c.get("visitor"), deed);
      if (deed.kind === "submit") {
        return done.ok
          ? led(c, said(done), newLoop(done) ?? back)
          : led(c, { ...said(done), typed: typed(form) }, back);
      }
      return led(c, said(done), back);
    });
  }
  return routes;

  function led(c: Context<Env>, told: Parameters<SaidShelf["keep"]>[1], path: string): Response {
    shelf.keep(c, told, path);
    return c.redirect(path, 303);
  }
}

function said(done: Done): { ok: boolean; text: string; command: string } {
  const hint = done.ok || done.hint === undefined ? "" : `. ${done.hint}`;
  return { ok: done.ok, text: `${done.text}${hint}`, command: done.command };
}

function newLoop({ data }: Done): string | undefined {
  const loop = memberOf(data, "loop");
  return typeof loop === "number" ? `/loops/${loop}` : undefined;
}

/** All that was typed, for the form to have it again; nothing of what is too much to be kept. */
function typed(form: URLSearchParams): { [field: string]: string[] } {
  if (String(form).length > MOST_TYPED) return {};
  return Object.fromEntries([...new Set(form.keys())].map((name) => [name, form.getAll(name)]));
}
