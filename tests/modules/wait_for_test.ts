import assert from "node:assert/strict";
import type { JsonObject } from "../../src/model/json.ts";
import { addressHex, portHex } from "../../src/modules/waiting/connections.ts";
import { waitForModule } from "../../src/modules/wait_for.ts";
import { Stage } from "./stage.ts";

const waitFor = waitForModule();

/** A port that greets each connection, the last greeting again and again; `met` comes with the first. */
function greeter(...greetings: string[]): AsyncDisposable & { port: number; met: Promise<void> } {
  const { promise: met, resolve } = Promise.withResolvers<void>();
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const kept: Deno.Conn[] = [];
  const serving = (async () => {
    for await (const connection of listener) {
      kept.push(connection);
      resolve();
      const greeting = greetings.length > 1 ? greetings.shift() : greetings[0];
      if (greeting) await connection.write(new TextEncoder().encode(greeting)).catch(() => undefined);
    }
  })();
  return {
    port: listener.addr.port,
    met,
    async [Symbol.asyncDispose]() {
      listener.close();
      await serving;
      for (const connection of kept) connection.close();
    },
  };
}

/** Nobody is given it by chance, as a port that was free a moment ago is. */
const CLOSED_PORT = 1;

/** A host with the session's programs and these only; a name of two words is a program that busybox has under the second. */
async function bareStage(programs: string[]): Promise<Stage & AsyncDisposable> {
  const stage = await Stage.open();
  const bin = stage.path("bin");
  await Deno.mkdir(bin);
  const basic = "sh cat sleep date stat mkdir rm head wc mktemp id timeout setsid env".split(" ");
  for (const program of [...basic, ...programs]) {
    const [name = "", of = name] = program.split(" ").reverse();
    const found = await new Deno.Command("sh", { args: ["-c", 'command -v -- "$0"', of] }).output();
    await Deno.symlink(new TextDecoder().decode(found.stdout).trim(), `${bin}/${name}`);
  }
  const bare = await Stage.open(["env", `PATH=${bin}`, "/bin/dash"]);
  const dispose = bare[Symbol.asyncDispose].bind(bare);
  bare[Symbol.asyncDispose] = async () => {
    await dispose();
    await stage[Symbol.asyncDispose]();
  };
  return bare;
}

for (
  const { programs, host = "127.0.0.1", name } of [
    { name: "bash", programs: ["bash"] },
    { name: "curl", programs: ["curl"] },
    { name: "/proc", programs: [] },
    { name: "busybox nc", programs: ["busybox nc"], host: "127.0.0.2" },
  ]
) {
  Deno.test(`wait_for tells an open port from a closed one by ${name}`, async () => {
    await using stage = await bareStage(programs);
    await using open = greeter("");
    const listener = Deno.listen({ hostname: host, port: 0 });
    const port = host === "127.0.0.1" ? open.port : listener.addr.port;
    const [there, gone] = [{ host, port }, { host, port: CLOSED_PORT, timeout: 30 }];
    assert.equal((await stage.run(waitFor, { ...there, timeout: 30, connect_timeout: 1 })).result.failed, undefined);
    assert.equal((await stage.run(waitFor, { ...gone, state: "stopped" })).result.failed, undefined);
    listener.close();
  });
}

for (const programs of [["bash"], ["curl"], ["busybox nc"]]) {
  Deno.test(`wait_for hears what a port says, and asks again, by ${programs[0]}`, async () => {
    await using stage = await bareStage(programs);
    await using port = greeter("starting\n", "version 2.1 ready\n");
    const params = { port: port.port, search_regex: "version (?P<number>[\\d.]+)", sleep: 0, timeout: 30 };
    const { result } = await stage.run(waitFor, params);
    assert.deepEqual(
      [result.match_groups, result.match_groupdict],
      [["2.1"], { number: "2.1" }],
      JSON.stringify(result),
    );
  });
}

Deno.test("wait_for says what a host needs that has no means to connect", async () => {
  await using stage = await bareStage([]);
  const { result } = await stage.run(waitFor, { host: "127.0.0.2", port: 1 });
  assert.equal(result.msg, "wait_for needs bash, nc or curl on the host: install one of them");
});

Deno.test("wait_for finds a file, and a text in it, that come while it waits", async () => {
  await using stage = await Stage.open();
  const path = stage.path("log");
  const there = stage.run(waitFor, { path, timeout: 30 });
  const text = stage.run(waitFor, { path, search_regex: "^done (\\d+)$", timeout: 30 });
  await stage.write("log", "begun\n");
  assert.equal((await there).result.state, "file");
  await Deno.writeTextFile(path, "done 7\n", { append: true });
  assert.deepEqual((await text).result.match_groups, ["7"]);
});

Deno.test("wait_for ends at once where it is cancelled, and leaves a session that works", async () => {
  await using stage = await Stage.open();
  const stopping = new AbortController();
  const call = (params: JsonObject) => ({ ...stage.call(params), signal: stopping.signal });
  await using silent = greeter("");
  const waits = [{ port: silent.port, search_regex: "x", sleep: 200 }, { path: stage.path("never") }]
    .map((params) => waitFor.look(call(params)));
  await silent.met;
  stopping.abort();
  for (const { kind, result } of await Promise.all(waits)) {
    assert.equal(kind, "fail");
    assert.ok(Number(result.elapsed) < 300, `it waited for its timeout: ${result.elapsed}`);
  }
  assert.equal((await stage.shell.run(["echo", "works"])).stdout, "works\n");
});

Deno.test("wait_for fails with a sentence where an expression would take for ever on what it finds", async () => {
  await using stage = await Stage.open();
  await stage.write("log", "a".repeat(2_000));
  const { result } = await stage.run(waitFor, { path: stage.path("log"), search_regex: "(a+)+b" });
  assert.equal(
    result.msg,
    'The regular expression "(a+)+b" takes too long on this text: write a simpler one',
  );
});

Deno.test("wait_for ends when its time is over, though the host goes on to say that there is something new", async () => {
  await using stage = await Stage.open();
  let second = 0;
  const clock = () => new Date(Date.UTC(2026, 0, 1) + 1000 * second++).toISOString();
  const run = () =>
    Promise.resolve({
      ...{
        rc: 0,
        stderr: "",
        timedOut: false,
        cancelled: false,
        truncated: false,
        startedAt: clock(),
        endedAt: clock(),
      },
      stdout: `held\0${second}\0path.path\0/log\0`,
    });
  const get = () => Promise.resolve(new TextEncoder().encode("not yet"));
  const call = stage.call({ path: "/log", search_regex: "done", timeout: 5 });
  const plan = await waitFor.look({ ...call, shell: async () => ({ ...await call.shell(), run, get }) });
  const msg = "Timeout when waiting for search string done in /log";
  assert.deepEqual([plan.kind, plan.result.msg, plan.result.elapsed], ["fail", msg, 5]);
});

Deno.test("wait_for in a dry run waits for nothing and looks at nothing", async () => {
  await using stage = await Stage.open();
  const plan = await stage.check(waitFor, { path: stage.path("never") });
  assert.deepEqual([plan.kind, plan.result.skipped, stage.looks], ["same", true, 0]);
});

Deno.test("addressHex() writes addresses as /proc/net/tcp has them", () => {
  assert.deepEqual(addressHex("127.0.0.1"), ["0100007F", "0000000000000000FFFF00000100007F"]);
  assert.deepEqual(addressHex("::1"), ["00000000000000000000000001000000"]);
  assert.deepEqual(addressHex("2001:db8::ff00:42:8329"), ["B80D01200000000000FF000029834200"]);
  assert.deepEqual(addressHex("::ffff:127.0.0.1"), ["0000000000000000FFFF00000100007F"]);
  for (const none of ["web", "1.2.3", "256.1.1.1", "1::2::3", "1:2:3:4:5:6:7", ":::", "12345::"]) {
    assert.deepEqual(addressHex(none), [], none);
  }
  assert.equal(portHex(80), "0050");
});
