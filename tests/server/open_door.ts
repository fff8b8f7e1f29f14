// The server on a real socket, on a database of its own, and clients that say exactly what a test wants them to say.
import type { OpenPage, OpenTerms, PageToken, PageWorld } from "../../src/ports/page_world.ts";
import { LIMITS, type Limits } from "../../src/server/door/listen.ts";
import { openServer } from "../../src/server/open_server.ts";
import type { Store } from "../../src/store/open_store.ts";
import type { StillClock } from "../store/scratch.ts";
import { PageStage } from "./page_stage.ts";

export const FULL: PageToken = { name: "ann", role: "full", token: "correct-horse-battery-staple" };
export const READ: PageToken = { name: "rob", role: "read", token: "wrong-donkey-engine-paperclip" };

/** An answer as it came. */
export interface Answered {
  status: number;
  headers: Headers;
  text: string;
}

export class Door implements AsyncDisposable {
  readonly stage: PageStage;
  readonly terms: OpenTerms;
  readonly world: PageWorld;
  readonly limits: Limits;
  /** What the server wrote to its log. */
  readonly notes: string[] = [];
  #page: OpenPage | undefined;

  constructor(stage: PageStage, terms: Partial<OpenTerms>, limits: Partial<Limits>) {
    this.stage = stage;
    this.limits = { ...LIMITS, ...limits };
    this.terms = { hostname: "127.0.0.1", port: 0, names: [], user: "ada", ...terms };
    this.world = { ...stage.world, note: (text) => void this.notes.push(text) };
  }

  static async open(terms: Partial<OpenTerms> = {}, limits: Partial<Limits> = {}): Promise<Door> {
    const door = new Door(await PageStage.open(), terms, limits);
    await door.start();
    return door;
  }

  async start(): Promise<void> {
    this.#page = await openServer(this.world, this.terms, this.limits);
    this.terms.port = this.port;
  }

  /** Closes the server and opens it on the same port. */
  async restart(): Promise<void> {
    await this.close();
    await this.start();
  }

  async close(): Promise<void> {
    await this.#page?.close();
    this.#page = undefined;
  }

  get store(): Store {
    return this.stage.store;
  }

  get clock(): StillClock {
    return this.stage.scratch.clock;
  }

  get url(): string {
    if (this.#page === undefined) throw new Error("the door is closed");
    return this.#page.url;
  }

  get port(): number {
    return Number(new URL(this.url).port);
  }

  /** The header Host that a browser would send. */
  get host(): string {
    return new URL(this.url).host;
  }

  connect(): Promise<Deno.TcpConn> {
    return Deno.connect({ hostname: this.terms.hostname, port: this.port });
  }

  /** Sends a request as it stands and reads the answer to the connection's end. */
  async raw(request: string): Promise<string> {
    using connection = await this.connect();
    await write(connection, request);
    return await readToEnd(connection);
  }

  /** A request with exactly these headers, and Host unless that is named; `body` as it is. */
  async ask(
    path: string,
    { method = "GET", headers = {}, body }: { method?: string; headers?: { [name: string]: string }; body?: string } =
      {},
  ): Promise<Answered> {
    const length = body === undefined ? {} : { "content-length": String(new TextEncoder().encode(body).length) };
    const all = { host: this.host, connection: "close", ...length, ...headers };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`).join("");
    return answered(await this.raw(`${method} ${path} HTTP/1.1\r\n${lines}\r\n${body ?? ""}`));
  }

  /** A form as a browser sends it from a page of ours. */
  form(path: string, fields: { [name: string]: string }, headers: { [name: string]: string } = {}): Promise<Answered> {
    return this.ask(path, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        origin: this.url.slice(0, -1),
        "sec-fetch-site": "same-origin",
        ...headers,
      },
      body: String(new URLSearchParams(fields)),
    });
  }

  /** A cookie that lets in. */
  async session(token: PageToken): Promise<string> {
    const { headers } = await this.form("/login", { token: token.token });
    return cookieOf(headers) ?? "";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
    await this.stage[Symbol.asyncDispose]();
  }
}

/** `name=value` of the cookie that an answer sets first. */
export function cookieOf(headers: Headers): string | undefined {
  return headers.getSetCookie()[0]?.split(";")[0];
}

export async function write(connection: Deno.Conn, text: string): Promise<void> {
  let rest = new TextEncoder().encode(text);
  while (rest.length > 0) rest = rest.subarray(await connection.write(rest));
}

/** Until the other side closes, in order or not. */
export async function readToEnd(connection: Deno.Conn): Promise<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(65536);
  let text = "";
  try {
    for (let n = await connection.read(buffer); n !== null; n = await connection.read(buffer)) {
      text += decoder.decode(buffer.subarray(0, n), { stream: true });
    }
  } catch (error) {
    if (!(error instanceof Deno.errors.ConnectionReset)) throw error;
  }
  return text;
}

export function answered(text: string): Answered {
  const end = text.indexOf("\r\n\r\n");
  const [first = "", ...lines] = text.slice(0, end).split("\r\n");
  const headers = new Headers(
    lines.map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1)]),
  );
  const body = text.slice(end + 4);
  const chunked = headers.get("transfer-encoding") === "chunked";
  return { status: Number(first.split(" ")[1]), headers, text: chunked ? dechunked(body) : body };
}

/** Of a body of ASCII alone the lengths count letters. */
function dechunked(body: string): string {
  const [, size = "0", rest = ""] = /^([0-9a-f]+)\r\n([^]*)$/i.exec(body) ?? [];
  const length = parseInt(size, 16);
  return length === 0 ? "" : rest.slice(0, length) + dechunked(rest.slice(length + 2));
}
