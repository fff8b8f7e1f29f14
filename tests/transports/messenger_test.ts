import assert from "node:assert/strict";
import type { Posted } from "../../src/ports/outbox.ts";
import { messenger } from "../../src/transports/messenger.ts";
import { eventually } from "../sshd/processes.ts";
import { freePort } from "../sshd/sshd.ts";

const never = new AbortController().signal;
const posted = (target: string, more: Partial<Posted> = {}): Posted => ({
  id: 1,
  loop: 3,
  target,
  body: '{"id":"ab12","event":"failed"}',
  event: "failed",
  text: "Loop failed",
  attempt: 1,
  ...more,
});

/** A program in a folder of its own. */
async function withProgram(lines: string, test: (folder: string, target: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "messenger-" });
  try {
    const program = `${folder}/tell`;
    await Deno.writeTextFile(program, `#!/bin/sh\ncd '${folder}'\n${lines}\n`, { mode: 0o755 });
    await test(folder, `command:${program}`);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** A server that answers as told, and what it was told. */
async function withServer(
  answer: (request: Request) => Response | Promise<Response>,
  test: (url: string) => Promise<void>,
): Promise<void> {
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, answer);
  try {
    await test(`http://127.0.0.1:${server.addr.port}/hook?token=s3cret`);
  } finally {
    await server.shutdown();
  }
}

Deno.test("messenger() runs a program with the body on its input and the gist in its environment", async () => {
  await withProgram(
    'cat > body; printf "%s|%s|%s" "$FTL2_EVENT" "$FTL2_LOOP" "$FTL2_TEXT" > gist',
    async (folder, target) => {
      assert.equal(
        await messenger().send(posted(target, { text: "a\x1b[31mb\0\nc $(touch x) `touch y`" }), never),
        null,
      );
      assert.equal(await Deno.readTextFile(`${folder}/body`), '{"id":"ab12","event":"failed"}\n');
      assert.equal(await Deno.readTextFile(`${folder}/gist`), "failed|3|a [31mb c $(touch x) `touch y`");
      assert.deepEqual((await Array.fromAsync(Deno.readDir(folder))).map(({ name }) => name).sort(), [
        "body",
        "gist",
        "tell",
      ]);
    },
  );
});

Deno.test("messenger() says how a program failed, in its own words", async () => {
  await withProgram(
    'printf "no \\033[31mroute\\n" >&2; head -c 100000 /dev/zero | tr "\\0" x >&2; exit 7',
    async (_, target) => {
      const failure = await messenger().send(posted(target), never) ?? "";
      assert.match(failure, /tell ended with 7: no \[31mroute x+$/);
      assert.ok(failure.length < 1200, `${failure.length} characters`);
    },
  );
  assert.match(
    await messenger().send(posted("command:/nowhere/tell"), never) ?? "",
    /^\/nowhere\/tell could not be run: /,
  );
});

Deno.test("messenger() does not mind a program that reads nothing, nor one whose child keeps its pipe", async () => {
  await withProgram("exec true", async (_, target) => {
    const body = "x".repeat(1 << 20);
    assert.equal(await messenger().send(posted(target, { body }), never), null);
  });
  await withProgram("sleep 60 & echo $! > child", async (folder, target) => {
    assert.equal(await messenger().send(posted(target), never), null);
    Deno.kill(Number(await Deno.readTextFile(`${folder}/child`)));
  });
});

Deno.test("messenger() ends a program that takes too long, with what it started, also one that ignores it", async () => {
  await withProgram("trap '' TERM; sleep 61 & echo $! > child; wait; sleep 62", async (folder, target) => {
    let child = 0;
    // A busy machine may need longer than the first time to have it begun.
    for (let programMs = 300; child === 0 && programMs < 100_000; programMs *= 4) {
      const failure = await messenger({ programMs }).send(posted(target), never);
      assert.ok(failure?.endsWith(`tell took longer than ${programMs / 1000} s and was ended`), failure ?? "");
      child = Number(await Deno.readTextFile(`${folder}/child`).catch(() => ""));
    }
    assert.ok(child > 0, "it has begun");
    assert.throws(() => Deno.statSync(`/proc/${child}/exe`), "its child has gone, too");
  });
});

Deno.test("messenger() ends a program with its sender", async () => {
  await withProgram("touch begun; exec sleep 60", async (folder, target) => {
    const sender = new AbortController();
    const sending = messenger().send(posted(target), sender.signal);
    await eventually("the program to begin", () => Deno.stat(`${folder}/begun`).then(() => true, () => false));
    sender.abort();
    assert.match(await sending ?? "", /was ended with its sender/);
  });
});

Deno.test("messenger() posts JSON to a URL", async () => {
  let heard: unknown;
  await withServer(async (request) => {
    heard = [request.method, request.headers.get("content-type"), new URL(request.url).search, await request.json()];
    return new Response(null, { status: 204 });
  }, async (url) => {
    assert.equal(await messenger().send(posted(url), never), null);
    assert.deepEqual(heard, ["POST", "application/json", "?token=s3cret", { id: "ab12", event: "failed" }]);
  });
});

Deno.test("messenger() takes any answer but a good one as a failure, quotes its head and reads no further", async () => {
  let cancelled = false;
  const endless = new ReadableStream({
    pull: (controller) => controller.enqueue(new TextEncoder().encode(`no\x1b[2J${"x".repeat(600)}`)),
    cancel: () => void (cancelled = true),
  });
  await withServer(() => new Response(endless, { status: 503 }), async (url) => {
    const failure = await messenger().send(posted(url), never) ?? "";
    assert.match(failure, /^the URL answered 503 Service Unavailable: no \[2Jx+$/);
    assert.ok(failure.length < 300);
  });
  assert.ok(cancelled);
});

Deno.test("messenger() follows no redirect", async () => {
  let asked = 0;
  await withServer((request) => {
    asked++;
    return Response.redirect(new URL("/elsewhere", request.url), 307);
  }, async (url) => {
    assert.match(await messenger().send(posted(url), never) ?? "", /^the URL answered 307/);
    assert.equal(asked, 1);
  });
});

Deno.test("messenger() gives up on a URL that does not answer, and on one that answers without an end", async () => {
  const open = Promise.withResolvers<Response>();
  await withServer(() => open.promise, async (url) => {
    assert.equal(await messenger({ answerMs: 100 }).send(posted(url), never), "the URL did not answer in time");
    open.resolve(new Response(null));
  });
  const silent = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode("well")) });
  await withServer(() => new Response(silent, { status: 500 }), async (url) => {
    assert.equal(await messenger({ answerMs: 100 }).send(posted(url), never), "the URL did not answer in time");
  });
});

Deno.test("messenger() says why a URL cannot be reached, without what may be a secret in it", async () => {
  const failure = await messenger().send(posted(`http://127.0.0.1:${freePort()}/hook?token=s3cret`), never) ?? "";
  assert.match(failure, /^the URL cannot be reached: .*refused/i);
  assert.doesNotMatch(failure, /s3cret/);
  assert.doesNotMatch(await messenger().send(posted("http://[broken/s3cret"), never) ?? "", /s3cret/);
});
