// One place where errors become answers: a sentence for whoever asks, never a stack.
import type { Context } from "hono";
import { HTTPException } from "hono/http-exception";
import { InputError, StoreError } from "../model/errors.ts";
import type { PageWorld } from "../ports/page_world.ts";
import { visible } from "../words/visible.ts";
import { formFor } from "./asked_by.ts";
import { framed } from "./frame.tsx";
import { Bare } from "./pages/bare.tsx";
import { Refusal } from "./refusal.ts";
import type { Env } from "./visitor.ts";

/** What a program is told of an error. */
export interface ToldError {
  ok: false;
  error: { kind: string; message: string; hint?: string };
}

/** The answer to a request that failed. A bug of ours goes to `world.note` with its stack, and to nobody else. */
export async function answerError(error: unknown, c: Context<Env>, world: PageWorld): Promise<Response> {
  const refusal = asRefusal(error, c, world);
  const { status, kind, message, hint, headers } = refusal;
  for (const [name, value] of Object.entries(headers)) c.header(name, value);
  const form = formFor(c.req);
  if (form === "json") {
    const told: ToldError = { ok: false, error: { kind, message, ...hint === undefined ? {} : { hint } } };
    return c.json(told, status);
  }
  const sentence = hint === undefined ? message : `${message}\n${hint}`;
  if (form === "text") return c.text(`${visible(sentence)}\n`, status);
  return c.html(await errorPage(refusal, c, world), status);
}

function asRefusal(error: unknown, c: Context<Env>, world: PageWorld): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof InputError) return new Refusal(400, "input", error.message);
  if (error instanceof StoreError) {
    const headers: { [name: string]: string } = error.lasting ? {} : { "retry-after": "5" };
    return new Refusal(503, "store", error.message, { hint: error.hint, headers });
  }
  if (error instanceof HTTPException && error.status < 500) {
    return new Refusal(400, "input", error.message || "This request cannot be read.");
  }
  const story = error instanceof Error ? error.stack ?? error.message : String(error);
  world.note?.(`${c.req.method} ${visible(c.req.path)}: ${story}`);
  return new Refusal(500, "bug", "This is a bug of ours, please report it.", {
    hint: "what is known of it stands in the log of the process that serves this page",
  });
}

/** In the frame of all pages where it can be made, with the links that lead on. */
async function errorPage(refusal: Refusal, c: Context<Env>, world: PageWorld): Promise<string> {
  const title = TITLES[refusal.status] ?? "This did not work";
  const body = <Told refusal={refusal} title={title} />;
  const visitor = c.get("visitor");
  if (visitor !== undefined && refusal.kind !== "store") {
    try {
      const visit = { world, visitor, url: new URL(c.req.url), params: {}, now: world.clock.now() };
      const made = await framed(visit, () => Promise.resolve({ title, section: "none", body, live: "none" }), null);
      if (made !== undefined) return made.html;
    } catch {
      // The record cannot be read: the sentence is told without it.
    }
  }
  return `<!doctype html>\n${<Bare title={title} version={world.version} isWide>{body}</Bare>}`;
}

const TITLES: { [status: number]: string } = {
  400: "This cannot be read",
  403: "This is not allowed",
  404: "Nothing is here",
  405: "This is not done so",
  413: "This is too long",
  500: "A bug of ours",
  503: "Not now",
};

function Told({ refusal: { message, hint }, title }: { refusal: Refusal; title: string }) {
  return (
    <>
      <h1>{title}</h1>
      <p>{visible(message)}</p>
      {hint === undefined ? null : <p class="dim">{visible(hint)}</p>}
    </>
  );
}
