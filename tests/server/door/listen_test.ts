// Clients that are slow, endless, or no clients at all.
import assert from "node:assert/strict";
import { InputError } from "../../../src/model/errors.ts";
import { LIMITS, listen } from "../../../src/server/door/listen.ts";
import { openServer } from "../../../src/server/open_server.ts";
import { Door, readToEnd, write } from "../open_door.ts";

const QUICK = { headersMs: 250, requestMs: 500, stallMs: 100 };

Deno.test("listen() cuts off who sends nothing, headers by the letter, or a body by the letter", async () => {
  await using door = await Door.open({}, QUICK);
  const begun = [
    "",
    "GET / HTTP/1.1\r\nHost: 127",
    `POST /deeds/pause HTTP/1.1\r\nHost: ${door.host}\r\nOrigin: ${door.url}\r\nContent-Length: 100\r\n\r\nloop=`,
    `POST /deeds/pause HTTP/1.1\r\nHost: ${door.host}\r\nOrigin: ${door.url}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nloop=\r\n`,
  ];
  for (const text of begun) {
    assert.match(await door.raw(text), /^(HTTP\/1.1 408 Request Timeout\r\n|$)/, JSON.stringify(text));
  }
  assert.deepEqual(door.notes, []);
});

Deno.test("listen() closes a connection that is idle after its answer", async () => {
  await using door = await Door.open({}, { idleMs: 60 });
  assert.match(await door.raw(`GET /livez HTTP/1.1\r\nHost: ${door.host}\r\n\r\n`), /^HTTP\/1.1 200 OK\r\n/);
});

Deno.test("listen() cuts off who takes nothing of a long answer, and makes no more of it meanwhile", async () => {
  let made = 0;
  const cut = Promise.withResolvers<void>();
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull: (controller) => {
        made += 65536;
        controller.enqueue(new Uint8Array(65536));
      },
      cancel: () => cut.resolve(),
    });
  const terms = { hostname: "127.0.0.1", port: 0 };
  const { port, close } = await listen(terms, () => Promise.resolve(() => Promise.resolve(new Response(endless()))), {
    ...LIMITS,
    ...QUICK,
  });
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  await write(connection, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  await cut.promise;
  assert.ok(made < 32 * 1024 * 1024, `made ${made} bytes for nobody`);
  await close(0);
});

Deno.test("listen() closes a connection beyond the most there may be, and takes others once there is room", async () => {
  await using door = await Door.open({}, { connections: 3 });
  const held = [await door.connect(), await door.connect(), await door.connect()];
  // Each is in: the server has answered it.
  for (const connection of held) {
    await write(connection, `GET /livez HTTP/1.1\r\nHost: ${door.host}\r\n\r\n`);
    await connection.read(new Uint8Array(9999));
  }
  using beyond = await door.connect();
  assert.equal(await readToEnd(beyond), "");
  for (const connection of held) connection.close();
  let status = 0;
  while (status !== 200) status = await door.ask("/livez").then(({ status }) => status, () => 0);
});

Deno.test("listen() refuses long addresses, long headers, strange methods and what is no address of a page", async () => {
  await using door = await Door.open();
  const begin = (line: string, more = "") =>
    door.raw(`${line} HTTP/1.1\r\nHost: ${door.host}\r\nConnection: close\r\n${more}\r\n`);
  assert.match(await begin(`GET /${"a".repeat(9000)}`), /^HTTP\/1.1 414 /);
  assert.match(await begin("GET /", `X-Long: ${"a".repeat(20_000)}\r\n`), /^HTTP\/1.1 431 /);
  assert.match(await begin("GET /", "X: a\r\n".repeat(5000)), /^HTTP\/1.1 431 /);
  assert.match(await begin("TRACE /"), /^HTTP\/1.1 405 /);
  assert.match(await begin("PROPFIND /"), /^HTTP\/1.1 405 /);
  assert.match(await begin("GET http://evil.test/"), /^HTTP\/1.1 400 /);
  assert.match(await begin("OPTIONS *"), /^HTTP\/1.1 400 /);
  assert.match(await begin("GET /", "Host: other\r\n"), /^HTTP\/1.1 4\d\d /);
  assert.match(await begin("GET /", "X-Nul: a\0b\r\n"), /^HTTP\/1.1 400 /);
  assert.match(await door.raw("GET / HTTP/1.1\r\n\r\n"), /^HTTP\/1.1 400 /);
  assert.match(await door.raw("\x16\x03\x01\x02\x00\x01\r\n\r\n"), /^HTTP\/1.1 400 /);
  const both = "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n";
  assert.match(await begin("POST /login", both), /^HTTP\/1.1 400 /);
  assert.equal((await door.ask("/livez")).status, 200);
});

Deno.test("openServer() says in words why nobody can listen there", async () => {
  await using door = await Door.open();
  const open = (terms: object) => openServer(door.world, { ...door.terms, port: 0, ...terms });
  const refused = (terms: object, words: RegExp) =>
    assert.rejects(open(terms), (error) => error instanceof InputError && words.test(error.message));
  await refused(
    { port: door.port },
    /^Cannot listen on 127.0.0.1, port \d+: port \d+ is taken by another program: .*--listen 127.0.0.1:\d+$/,
  );
  await refused({ hostname: "203.0.113.9", tokens: [] }, /this machine does not have that address/);
  await refused({ hostname: "0.0.0.0" }, /^On 0.0.0.0 others reach this page.*--token-file FILE/);
  await refused({ hostname: "::" }, /--token-file/);
  await refused({ hostname: "192.0.2.1" }, /--token-file/);
});

Deno.test("openServer() listens on IPv6, its address in brackets", async () => {
  await using door = await Door.open({ hostname: "::1" });
  assert.match(door.url, /^http:\/\/\[::1\]:\d+\/$/);
  assert.equal((await door.ask("/")).status, 200);
});

Deno.test("close() ends streams at once and leaves no connection", async () => {
  const door = await Door.open();
  using stream = await door.connect();
  await write(stream, `GET /api/v1/events HTTP/1.1\r\nHost: ${door.host}\r\n\r\n`);
  await stream.read(new Uint8Array(9999));
  using idle = await door.connect();
  await write(idle, `GET /livez HTTP/1.1\r\nHost: ${door.host}\r\n\r\n`);
  await idle.read(new Uint8Array(9999));
  const ends = [readToEnd(stream), readToEnd(idle)];
  await door.close();
  await Promise.all(ends);
  await door[Symbol.asyncDispose]();
});

Deno.test("listen() answers requests of one connection in turn, and closes one that sends many at once", async () => {
  await using door = await Door.open();
  const get = (path: string, more = "") => `GET ${path} HTTP/1.1\r\nHost: ${door.host}\r\n${more}\r\n`;
  const text = await door.raw(`${get("/livez")}${get("/nothing")}${get("/livez", "Connection: close\r\n")}`);
  assert.deepEqual(text.match(/HTTP\/1.1 \d+/g), ["HTTP/1.1 200", "HTTP/1.1 404", "HTTP/1.1 200"]);
  using greedy = await door.connect();
  await write(greedy, get("/api/v1/events").repeat(20));
  await readToEnd(greedy);
  assert.match((await door.ask("/readyz?verbose")).text, /watched by 0/);
});

Deno.test("listen() forgets whoever leaves, before an answer, in its middle, or behind an endless one", async () => {
  await using door = await Door.open();
  const get = `GET /api/v1/events HTTP/1.1\r\nHost: ${door.host}\r\n\r\n`;
  for (const text of [get, get.repeat(4)]) {
    for (const bytes of [0, 1, 5000]) {
      const connection = await door.connect();
      await write(connection, text);
      if (bytes > 0) await connection.read(new Uint8Array(bytes));
      connection.close();
    }
  }
  let watched = "";
  while (watched !== "0") watched = /watched by (\d+)/.exec((await door.ask("/readyz?verbose")).text)?.[1] ?? "";
});

Deno.test("close() lets what is being answered end, and no longer than it may take", async () => {
  const going = { hostname: "127.0.0.1", port: 0 };
  const begun = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<Response>();
  const open = () => listen(going, () => Promise.resolve(() => (begun.resolve(), answer.promise)));
  const ask = async (port: number) => {
    using connection = await Deno.connect({ hostname: "127.0.0.1", port });
    await write(connection, "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    return await readToEnd(connection);
  };
  const patient = await open();
  const told = ask(patient.port);
  await begun.promise;
  const closed = patient.close(60_000);
  answer.resolve(new Response("done"));
  assert.match(await told, /done/);
  await closed;
  const reached = Promise.withResolvers<void>();
  const never = () => (reached.resolve(), new Promise<Response>(() => {}));
  const stuck = await listen(going, () => Promise.resolve(never));
  const cut = ask(stuck.port);
  await reached.promise;
  await stuck.close(20);
  assert.equal(await cut, "");
});
