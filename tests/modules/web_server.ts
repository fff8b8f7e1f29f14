// Servers on the loopback for modules that ask them: one that speaks HTTP well, one that speaks it badly, one behind a certificate.

/** What the good server was asked, in order. */
export interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
}

/** The servers. `url`, `bad` and `secure` are their roots, without a slash at the end. */
export class WebServer implements AsyncDisposable {
  readonly asked: Asked[] = [];
  /** Contents below /files/, by name; a change of one changes its time. */
  readonly files = new Map<string, { content: Uint8Array; modified: Date; headers?: Record<string, string> }>();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #secure: Deno.HttpServer<Deno.NetAddr> | undefined;
  readonly #bad: Deno.TcpListener;
  readonly #conversations: Promise<void>[] = [];
  readonly #stuck: (() => void)[] = [];

  private constructor(tls?: { cert: string; key: string }) {
    const options = { hostname: "127.0.0.1", port: 0, onListen: () => undefined };
    this.#server = Deno.serve(options, (request) => this.#answer(request));
    this.#secure = tls === undefined
      ? undefined
      : Deno.serve({ ...options, ...tls }, (request) => this.#answer(request));
    this.#bad = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    this.#conversations.push(this.#listen());
  }

  static open(tls?: { cert: string; key: string }): WebServer {
    return new WebServer(tls);
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }
  get secure(): string {
    return `https://127.0.0.1:${this.#secure?.addr.port}`;
  }
  get bad(): string {
    return `http://127.0.0.1:${(this.#bad.addr as Deno.NetAddr).port}`;
  }

  put(name: string, content: string | Uint8Array, headers?: Record<string, string>): void {
    const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
    this.files.set(name, {
      content: bytes,
      modified: new Date("2020-01-02T03:04:05Z"),
      ...(headers ? { headers } : {}),
    });
  }

  async #answer(request: Request): Promise<Response> {
    const { pathname, searchParams, origin } = new URL(request.url);
    const body = await request.text();
    const headers = Object.fromEntries(request.headers);
    this.asked.push({ method: request.method, path: pathname, headers, body });
    const [, first = "", ...rest] = pathname.split("/");
    const text = (words: string | Uint8Array<ArrayBuffer>, more: Record<string, string> = {}) =>
      new Response(words, { headers: { "content-type": "text/plain; charset=utf-8", ...more } });
    const moved = (status: number, location: string) => new Response("moved", { status, headers: { location } });
    switch (first) {
      case "text":
        return text("hello wörld\n");
      case "json":
        return Response.json({ a: [1, 2.5, null], "ü": true });
      case "bad-json":
        return text("{nothing", { "content-type": "application/json" });
      case "problem":
        return new Response('{"why":"no"}', { status: 422, headers: { "content-type": "application/problem+json" } });
      case "status":
        return new Response(Number(rest[0]) === 204 ? null : `status ${rest[0]}`, { status: Number(rest[0]) });
      case "echo":
        return Response.json({ method: request.method, headers, body });
      case "redirect":
        return moved(Number(rest[0]), rest[1] === undefined ? "/text" : `/${rest.slice(1).join("/")}`);
      case "chain":
        return Number(rest[0]) === 0 ? text("end") : moved(302, `${origin}/chain/${Number(rest[0]) - 1}`);
      case "elsewhere":
        return moved(302, searchParams.get("to") ?? "");
      case "cookies": {
        const answer = text("cookies");
        answer.headers.append("set-cookie", "a=1; Path=/; HttpOnly");
        answer.headers.append("set-cookie", "b=two words; Path=/x");
        answer.headers.append("set-cookie", "gone=1; Path=/; Max-Age=0");
        answer.headers.append("x-two", "one");
        answer.headers.append("x-two", "two");
        return answer;
      }
      case "login":
        return new Response(null, { status: 302, headers: { location: "/echo", "set-cookie": "session=s3; Path=/" } });
      case "basic":
        return headers.authorization === `Basic ${btoa('ann:pa:ss "w\\d')}`
          ? text("welcome")
          : new Response("who?", { status: 401, headers: { "www-authenticate": 'Basic realm="r"' } });
      case "gzip": {
        const packed = new Blob(["packed words\n"]).stream().pipeThrough(new CompressionStream("gzip"));
        const bytes = await new Response(packed).bytes();
        return text(bytes, { "content-encoding": "gzip", "content-length": String(bytes.length) });
      }
      case "latin1":
        return text(new Uint8Array([0x67, 0xfc, 0x74]), { "content-type": "text/plain; charset=ISO-8859-1" });
      case "binary":
        return text(new Uint8Array([0, 1, 0xff, 0xfe, 0x0a, 0]), { "content-type": "application/octet-stream" });
      case "many":
        return text("0123456789abcdef".repeat(Number(rest[0]) / 16));
      case "evil":
        return text("x", { failed: "true", "ansible-facts": "x", changed: "true", "x-good-one": "yes" });
      case "never":
        return await new Promise((resolve) => this.#stuck.push(() => resolve(text("late"))));
      case "files":
        return this.#file(rest.join("/"), request);
    }
    return new Response("nothing here", { status: 404 });
  }

  #file(name: string, request: Request): Response {
    const file = this.files.get(decodeURIComponent(name));
    if (file === undefined) return new Response("no such file", { status: 404 });
    const headers = { "last-modified": file.modified.toUTCString(), ...file.headers };
    const since = Date.parse(request.headers.get("if-modified-since") ?? "");
    if (since >= file.modified.getTime()) return new Response(null, { status: 304, headers });
    return new Response(request.method === "HEAD" ? null : file.content.slice(), { headers });
  }

  async #listen(): Promise<void> {
    for await (const connection of this.#bad) {
      this.#conversations.push(this.#misbehave(connection).catch(() => undefined));
    }
  }

  async #misbehave(connection: Deno.TcpConn): Promise<void> {
    using _connection = connection;
    const buffer = new Uint8Array(65536);
    const read = await connection.read(buffer) ?? 0;
    const path = new TextDecoder().decode(buffer.subarray(0, read)).split(" ")[1] ?? "";
    const say = (text: string) => connection.write(new TextEncoder().encode(text));
    if (path === "/cut") await say("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nonly this");
    else if (path === "/garbage") await say("what is this?\r\n\r\n");
    else if (path === "/long-heads") {
      await say(`HTTP/1.1 200 OK\r\n${`X-Long: ${"x".repeat(60_000)}\r\n`.repeat(3)}Content-Length: 2\r\n\r\nok`);
    } else if (path === "/folded") await say("HTTP/1.1 200 Fine\r\nX-A: one\r\n  two\r\nContent-Length: 2\r\n\r\nok");
    else if (path === "/not-gzip") {
      await say("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nplain");
    } else if (path === "/reason") await say("HTTP/1.1 503 Gone Fishing\r\nContent-Length: 0\r\n\r\n");
    // Anything else: hangs up without a word.
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const free of this.#stuck) free();
    this.#bad.close();
    await Promise.all([this.#server.shutdown(), this.#secure?.shutdown()]);
    await Promise.all(this.#conversations);
  }
}
