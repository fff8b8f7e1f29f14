// A language model on this machine, over HTTP: it speaks Anthropic's and OpenAI's protocols, says what a script tells it, counts, and can misbehave.
import { PROGRAMS, type Protocol, PROTOCOLS } from "./model_protocols.ts";
import type { Answer, Asked, Script } from "./model_script.ts";

/** A server that is up. */
export interface ModelServer {
  /** For `openai:NAME@URL` and OPENAI_BASE_URL: ends in /v1. */
  readonly url: string;
  /** For ANTHROPIC_BASE_URL: without /v1. */
  readonly root: string;
  /** What was asked so far, in order; a request counts before its answer is sent. */
  readonly asked: readonly Asked[];
  /** Resolves when so many requests have come. */
  reached(count: number): Promise<void>;
  /** Ends it, calls in flight included. */
  close(): Promise<void>;
}

/** What may be chosen about it. */
export interface ModelServerOptions {
  /** A free one without it. */
  port?: number;
  /** Models that GET /v1/models names; all are answered for. */
  models?: readonly string[];
  /** Called with each request, before the script is. */
  onAsked?: (asked: Asked) => void;
}

/** Starts one. Both protocols are spoken at one port. */
export function modelServer(script: Script, options: ModelServerOptions = {}): ModelServer {
  const { port = 0, models = ["scripted"], onAsked } = options;
  const asked: Asked[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const closing = new AbortController();
  const take = (request: Asked) => {
    asked.push(request);
    onAsked?.(request);
    waiting.filter(({ count }) => count <= asked.length).forEach(({ resolve }) => resolve());
  };
  const serve = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    if (pathname === "/v1/models") return Response.json({ object: "list", data: models.map((id) => ({ id })) });
    const protocol = PROTOCOLS.find(({ path }) => path === pathname);
    if (protocol === undefined || request.method !== "POST") return new Response("404 page not found", { status: 404 });
    const body: unknown = await request.json();
    let read: ReturnType<Protocol["read"]>;
    try {
      read = protocol.read(body, request.headers);
    } catch (error) {
      return Response.json({ error: { message: (error as Error).message } }, { status: 400 });
    }
    const one = { n: asked.length + 1, ...read, headers: Object.fromEntries(request.headers) };
    take(one);
    const answer = await script(one);
    await Promise.race([answer.hang ? never : answer.after, left(closing.signal)]);
    if (closing.signal.aborted) return new Response(null, { status: 503 });
    if (PROGRAMS.has(protocol)) return Response.json(protocol.write(body, answer, one.n));
    return responseOf(answer, () => protocol.write(body, answer, one.n));
  };
  const server = Deno.serve({ hostname: "127.0.0.1", port, onListen: () => {}, onError: brokenScript }, serve);
  const root = `http://127.0.0.1:${server.addr.port}`;
  return {
    url: `${root}/v1`,
    root,
    asked,
    reached: (count) =>
      asked.length >= count ? Promise.resolve() : new Promise((resolve) => waiting.push({ count, resolve })),
    close: async () => {
      closing.abort();
      await server.shutdown();
    },
  };
}

const never = new Promise<never>(() => {});

function left(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

/** A mistake of the test itself must not look like a server that is busy: 400 is not tried again. */
function brokenScript(error: unknown): Response {
  return Response.json({ error: { message: `the script of the stand-in failed: ${String(error)}` } }, { status: 400 });
}

function responseOf(answer: Answer, spoken: () => unknown): Response {
  const { status = 200, headers = {}, body } = answer;
  const value = body ?? (status === 200 ? spoken() : { error: { message: `scripted ${status}`, type: "scripted" } });
  const text = typeof value === "string" ? value : JSON.stringify(value);
  const bytes = new TextEncoder().encode(text);
  const all = { "content-type": typeof value === "string" ? "text/plain" : "application/json", ...headers };
  const sent = answer.breakAfter ?? answer.stallAfter;
  if (sent !== undefined) {
    const broken = answer.breakAfter !== undefined;
    return new Response(endless(bytes.subarray(0, sent), { broken }), { status, headers: all });
  }
  return new Response(bytes.subarray(0, answer.truncate ?? bytes.length), { status, headers: all });
}

/** Some bytes, and then no end: nothing more comes, or the connection is reset. */
function endless(bytes: Uint8Array, { broken }: { broken: boolean }): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      controller.enqueue(bytes);
    },
    pull(controller) {
      if (broken) controller.error(new Error("as the script says"));
      else return never;
    },
  });
}
