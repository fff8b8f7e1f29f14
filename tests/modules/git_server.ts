// A server of git repositories over http that wants a password: git's own `http-backend` behind it.

/** Serves the repositories below a folder to who knows the password. */
export function gitServer(
  folder: string,
  { user, password }: { user: string; password: string },
): AsyncDisposable & { port: number } {
  const wanted = `Basic ${btoa(`${user}:${password}`)}`;
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, async (request) => {
    if (request.headers.get("authorization") !== wanted) {
      return new Response("who?", { status: 401, headers: { "www-authenticate": 'Basic realm="git"' } });
    }
    const { pathname, search } = new URL(request.url);
    const body = new Uint8Array(await request.arrayBuffer());
    const backend = new Deno.Command("git", {
      args: ["http-backend"],
      stdin: "piped",
      stdout: "piped",
      stderr: "null",
      env: {
        GIT_PROJECT_ROOT: folder,
        GIT_HTTP_EXPORT_ALL: "1",
        PATH_INFO: decodeURIComponent(pathname),
        QUERY_STRING: search.slice(1),
        REQUEST_METHOD: request.method,
        CONTENT_TYPE: request.headers.get("content-type") ?? "",
        CONTENT_LENGTH: String(body.length),
        HTTP_CONTENT_ENCODING: request.headers.get("content-encoding") ?? "",
        GIT_PROTOCOL: request.headers.get("git-protocol") ?? "",
      },
    }).spawn();
    const writer = backend.stdin.getWriter();
    await writer.write(body);
    await writer.close();
    return answerOf((await backend.output()).stdout);
  });
  return { port: server.addr.port, [Symbol.asyncDispose]: () => server.shutdown() };
}

/** A CGI program's answer: headers, a blank line, a body. */
function answerOf(output: Uint8Array<ArrayBuffer>): Response {
  const text = new TextDecoder("latin1").decode(output);
  const end = text.indexOf("\r\n\r\n");
  const headers = new Headers();
  let status = 200;
  for (const line of text.slice(0, end).split("\r\n")) {
    const [name = "", value = ""] = line.split(/:\s*/, 2);
    if (name.toLowerCase() === "status") status = parseInt(value);
    else headers.append(name, value);
  }
  return new Response(output.slice(end + 4), { status, headers });
}
