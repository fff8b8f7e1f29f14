// Where the server listens: over node:http, which cuts off slow clients. Deno.serve (2.9) waits for a header or a body for ever, and takes
// any number of connections.
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { InputError } from "../../model/errors.ts";
import type { OpenTerms } from "../../ports/page_world.ts";
import { checkTls } from "./check_tls.ts";
import { misfit, requestOf } from "./request_of.ts";
import { send } from "./send.ts";
import { Turns } from "./turns.ts";

/** How much patience there is with clients. */
export interface Limits {
  /** Milliseconds from a connection, or its last answer, to the end of the next request's headers. */
  headersMs: number;
  /** To the end of the whole request. */
  requestMs: number;
  /** That a connection may be without a request. */
  idleMs: number;
  /** That a client may take nothing of an answer. */
  stallMs: number;
  /** Connections in all; one more is closed at once. */
  connections: number;
  /** Bytes of a request's headers. */
  headerBytes: number;
}

export const LIMITS: Limits = {
  headersMs: 10_000,
  requestMs: 20_000,
  idleMs: 30_000,
  stallMs: 30_000,
  connections: 2000,
  headerBytes: 16 * 1024,
};

const NOT_OURS = "this machine does not have that address: write one of its own, or 127.0.0.1";

const STATUS_TEXT = {
  400: "This is no address of a page.",
  405: "There is no such method here.",
  414: "This address is too long.",
  431: "These are too many headers.",
};

/** Answers a request of a client at this address. Never throws. */
export type Answer = (request: Request, address: string) => Promise<Response>;

/** Where somebody listens. */
export interface Listening {
  /** `http://127.0.0.1:8640`, without a slash. */
  origin: string;
  port: number;
  /** Takes nothing new; what is being answered has so many milliseconds. */
  close(graceMs: number): Promise<void>;
}

/** Throws InputError where nobody can listen. `answer` is told once it is known where that is. */
export async function listen(
  { hostname, port, tls }: Pick<OpenTerms, "hostname" | "port" | "tls">,
  answer: (at: { origin: string; port: number }) => Promise<Answer>,
  limits: Limits = LIMITS,
): Promise<Listening> {
  const server = await makeServer(tls, limits);
  const answering = Promise.withResolvers<{ origin: string; respond: Answer }>();
  answering.promise.catch(() => {});
  const turns = new Turns();
  const serve = async (message: IncomingMessage, to: ServerResponse) => {
    const wrong = misfit(message);
    if (wrong !== undefined) return void to.writeHead(wrong, { connection: "close" }).end(`${STATUS_TEXT[wrong]}\n`);
    const { origin, respond } = await answering.promise;
    const response = await respond(requestOf(message, origin), message.socket.remoteAddress ?? "unknown");
    // What is left of a body that nobody wants is not waited for.
    if (!message.complete) to.setHeader("connection", "close");
    await send(response, to, message.socket, limits.stallMs);
  };
  server.on("request", (message, to) => {
    // Whoever goes away in the middle is told of twice, here and where what it sent is read.
    message.on("error", () => {});
    to.on("error", () => {});
    turns.take(message.socket, () => serve(message, to).catch(() => void message.socket.destroy()));
  });
  const taken = await begin(server, hostname, port);
  // A connection that cannot be taken (too many open files) is no reason to end.
  server.on("error", () => {});
  const name = hostname.includes(":") ? `[${hostname}]` : hostname;
  const origin = `http${tls === undefined ? "" : "s"}://${name}:${taken}`;
  try {
    answering.resolve({ origin, respond: await answer({ origin, port: taken }) });
  } catch (error) {
    answering.reject(error);
    await close(server, 0);
    throw error;
  }
  return { origin, port: taken, close: (graceMs) => close(server, graceMs) };
}

async function makeServer(tls: OpenTerms["tls"], limits: Limits): Promise<Server> {
  const terms = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    keepAliveTimeout: limits.idleMs,
    connectionsCheckingInterval: Math.ceil(limits.headersMs / 10),
    maxHeaderSize: limits.headerBytes,
  };
  if (tls !== undefined) await checkTls(tls);
  const server = tls === undefined
    ? (await import("node:http")).createServer(terms)
    : (await import("node:https")).createServer({ ...terms, ...tls, handshakeTimeout: limits.headersMs });
  server.maxConnections = limits.connections;
  return server;
}

function begin(server: Server, hostname: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(cannotListen(error, hostname, port)));
    server.listen({ host: hostname, port }, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function cannotListen(error: Error & { code?: string }, hostname: string, port: number): Error {
  const because: { [code: string]: string } = {
    EADDRINUSE: `port ${port} is taken by another program: write another one, as in --listen 127.0.0.1:${port + 1}`,
    EADDRNOTAVAIL: NOT_OURS,
    // What Deno makes of it.
    EINVAL: NOT_OURS,
    EACCES: "ports below 1024 are for root: write one above, as in --listen 127.0.0.1:8640",
    ENOTFOUND: "that name is not known: write an address, as in --listen 127.0.0.1:8640",
  };
  const known = because[error.code ?? ""];
  if (known === undefined && error.name !== "NotCapable") return error;
  return new InputError(`Cannot listen on ${hostname}, port ${port}: ${known ?? error.message}`, undefined, {
    cause: error,
  });
}

async function close(server: Server, graceMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  const late = setTimeout(() => server.closeAllConnections(), graceMs);
  await promise;
  clearTimeout(late);
}
