// Coming in with a token, and leaving.
import { type Context, Hono } from "hono";
import type { PageWorld } from "../../ports/page_world.ts";
import { localPath } from "../local_path.ts";
import { Bare } from "../pages/bare.tsx";
import { Refusal } from "../refusal.ts";
import type { Env } from "../visitor.ts";
import type { Entry } from "./entry.ts";

/** `/login` and `/logout`. */
export function loginRoutes(world: Pick<PageWorld, "version">, way: Entry): Hono<Env> {
  const routes = new Hono<Env>();
  const form = (c: Context<Env>, next: string, wrong?: Refusal) => {
    const status = wrong?.status ?? 200;
    for (const [name, value] of Object.entries(wrong?.headers ?? {})) c.header(name, value);
    return c.html(
      `<!doctype html>\n${<LoginPage {...{ version: world.version, next }} wrong={wrong?.message} />}`,
      status,
    );
  };
  routes.get("/login", (c) => {
    const next = goOn(c.req.query("next"));
    return way.open || way.visitor(c) !== undefined ? c.redirect(next, 303) : form(c, next);
  });
  routes.post("/login", async (c) => {
    const fields = new URLSearchParams(await c.req.text());
    const next = goOn(fields.get("next") ?? undefined);
    if (way.open) return c.redirect(next, 303);
    try {
      if (way.login(c, (fields.get("token") ?? "").trim())) return c.redirect(next, 303);
    } catch (error) {
      if (error instanceof Refusal) return form(c, next, error);
      throw error;
    }
    return form(c, next, new Refusal(401, "unauthorized", "This token lets nobody in. Is it whole?"));
  });
  routes.post("/logout", (c) => {
    way.logout(c);
    return c.redirect(way.open ? "/" : "/login", 303);
  });
  return routes;
}

/** A page of ours, whatever was written there. */
function goOn(next: string | undefined): string {
  const path = next === undefined ? undefined : localPath(next);
  return path === undefined || /^\/log(in|out)\b/.test(path) ? "/" : path;
}

function LoginPage({ version, next, wrong }: { version: string; next: string; wrong?: string | undefined }) {
  return (
    <Bare title="Log in" version={version}>
      <h1>Log in</h1>
      <form method="post" action="/login" class="stack">
        <input type="hidden" name="next" value={next} />
        <div class="field">
          <label for="token">Token</label>
          <input
            type="password"
            id="token"
            name="token"
            required
            autofocus
            autocomplete="current-password"
            aria-invalid={wrong === undefined ? undefined : "true"}
            aria-describedby={wrong === undefined ? "token-help" : "token-wrong token-help"}
          />
          {wrong === undefined ? null : <p class="wrong" id="token-wrong" role="alert">{wrong}</p>}
          <p class="hint" id="token-help">
            The last word of your line in the file that this page was opened with (<code>--token-file</code>).
          </p>
        </div>
        <button type="submit" class="button first">Log in</button>
      </form>
    </Bare>
  );
}
