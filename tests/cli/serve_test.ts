// serve against a script: what it opens and with which terms, how it ends, what it performs for a visitor.
import assert from "node:assert/strict";
import type { PageHere } from "../../src/app.ts";
import { StoreError } from "../../src/model/errors.ts";
import type { OpenTerms, Performed } from "../../src/ports/page_world.ts";
import { capture, type CapturedOptions } from "./captured_io.ts";
import { loopRow, type Ran, run, runWith, type Script } from "./scripted_app.ts";

const TOKEN = "0123456789abcdef";

/** Opens the page, lets `visit` use it, and sends SIGTERM. */
async function serving(
  argv: string[],
  { script = {}, visit, ...options }: CapturedOptions & {
    script?: Script;
    visit?: (here: PageHere, captured: ReturnType<typeof capture>) => Promise<void>;
  } = {},
): Promise<{ ran: Ran; opened: OpenTerms[]; here: PageHere[]; closed: number }> {
  const captured = capture({ files: ["/home/me/site.yml"], ...options });
  const opened: OpenTerms[] = [];
  const here: PageHere[] = [];
  let closed = 0;
  const ran = await runWith(captured, ["serve", ...argv], {
    ...script,
    openPage: (terms, given) => {
      opened.push(terms);
      here.push(given);
      void (visit?.(given, captured) ?? Promise.resolve()).then(() => captured.send("SIGTERM"));
      return Promise.resolve({ url: "http://127.0.0.1:8640/", close: () => Promise.resolve(void closed++) });
    },
  });
  return { ran, opened, here, closed };
}

Deno.test("serve opens the page on loopback, says where, and closes it at SIGTERM with exit 0", async () => {
  const { ran, opened, here, closed } = await serving([]);
  assert.deepEqual(opened, [{ hostname: "127.0.0.1", port: 8640, names: [], user: "me" }]);
  assert.deepEqual([ran.exit, closed, ran.closed], [0, 1, 1]);
  assert.equal(ran.out(), "the status page is open at http://127.0.0.1:8640/\n");
  assert.deepEqual(ran.asked.opened, [{ db: "loops.db", create: true }]);
  assert.deepEqual([here[0]?.cwd, here[0]?.db, here[0]?.rulesDir], ["/home/me", "loops.db", "/home/me/rules"]);
  assert.equal(ran.timers.size, 0);
});

Deno.test("serve prints one JSON line once it is open, and nothing at the end", async () => {
  const { ran } = await serving(["-o", "json"]);
  const { ok, command, data } = JSON.parse(ran.out());
  assert.deepEqual([ok, command, data], [true, "serve", { url: "http://127.0.0.1:8640/" }]);
});

Deno.test("serve listens where it is told: a port alone, an IPv6 address, localhost", async () => {
  for (
    const [typed, hostname, port] of [
      ["9000", "127.0.0.1", 9000],
      [":0", "127.0.0.1", 0],
      ["localhost:81", "127.0.0.1", 81],
      ["LOCALHOST", "127.0.0.1", 8640],
      ["[::1]:8640", "::1", 8640],
      ["127.9.9.9", "127.9.9.9", 8640],
    ] as const
  ) {
    const { opened } = await serving(["--listen", typed]);
    assert.deepEqual([opened[0]?.hostname, opened[0]?.port], [hostname, port], typed);
  }
});

Deno.test("serve refuses what is no address with a sentence", async () => {
  for (
    const [typed, said] of [
      ["::1", /written in brackets: \[::1\]:8640/],
      ["127.0.0.1:99999", /one is at most 65535/],
      ["70000", /one is at most 65535/],
      ["http://x/", /Write ADDRESS:PORT/],
      ["a b:1", /Write ADDRESS:PORT/],
    ] as const
  ) {
    const { ran, opened } = await serving([`--listen=${typed}`]);
    assert.equal(ran.exit, 2, typed);
    assert.match(ran.err(), said);
    assert.deepEqual([opened, ran.asked.opened], [[], []]);
  }
});

Deno.test("serve opens no address that others reach without a token file, and says how to make one", async () => {
  for (const listen of ["0.0.0.0:8640", "[::]:8640", "10.0.0.5", "ops.example.com:80", "127.0.0.1.example.com"]) {
    const { ran, opened } = await serving(["--listen", listen]);
    assert.equal(ran.exit, 2, listen);
    assert.match(ran.err(), /whoever comes in there needs a token, and there is none/);
    assert.match(ran.err(), /--token-file[^]*openssl rand -hex 32[^]*ssh -L/);
    assert.deepEqual(opened, []);
  }
});

Deno.test("serve warns where tokens go over plain http, and not with https or on loopback", async () => {
  const texts = new Map([
    ["/home/me/tokens", `full ann ${TOKEN}\n`],
    ["/home/me/cert", "-----BEGIN CERTIFICATE-----"],
    ["/home/me/key", "-----BEGIN PRIVATE KEY-----"],
  ]);
  const listen = ["--token-file", "tokens", "--listen", "0.0.0.0:8640"];
  const plain = await serving(listen, { texts });
  assert.deepEqual(plain.opened[0]?.tokens, [{ role: "full", name: "ann", token: TOKEN }]);
  assert.match(plain.ran.err(), /^warning: tokens go over plain http here/);
  const tls = await serving([...listen, "--tls-cert", "cert", "--tls-key", "key"], { texts });
  assert.deepEqual(tls.opened[0]?.tls, { cert: "-----BEGIN CERTIFICATE-----", key: "-----BEGIN PRIVATE KEY-----" });
  assert.equal(tls.ran.err(), "");
  assert.equal((await serving(["--token-file", "tokens"], { texts })).ran.err(), "");
});

Deno.test("serve takes a certificate only with its key, and only PEM", async () => {
  const texts = new Map([["/home/me/cert", "-----BEGIN CERTIFICATE-----"], ["/home/me/der", "0\x82"]]);
  assert.match((await serving(["--tls-cert", "cert"], { texts })).ran.err(), /--tls-key is missing/);
  assert.match((await serving(["--tls-key", "cert"], { texts })).ran.err(), /--tls-cert is missing/);
  const wrong = await serving(["--tls-cert", "der", "--tls-key", "der"], { texts });
  assert.match(wrong.ran.err(), /^error: der: There is no CERTIFICATE in it/);
});

Deno.test("serve refuses a token file that others may read, a folder, and one that is not there", async () => {
  const texts = new Map([["/home/me/to kens", `full ann ${TOKEN}\n`]]);
  for (const mode of [0o644, 0o640, 0o602]) {
    const { ran, opened } = await serving(["--token-file", "to kens"], { texts, modes: { "/home/me/to kens": mode } });
    assert.deepEqual([ran.exit, opened], [2, []]);
    assert.match(ran.err(), /to kens: Others on this machine may read or change it.*type chmod 600 'to kens'/);
  }
  assert.match((await serving(["--token-file", "none"])).ran.err(), /none: There is no such file/);
  assert.match((await serving(["--token-file", "/home"])).ran.err(), /This is a folder/);
});

Deno.test("serve takes names behind a proxy, and refuses what is none", async () => {
  const { opened } = await serving(["--host-name", "Ops.example.com", "--host-name", "ops:8443"]);
  assert.deepEqual(opened[0]?.names, ["ops.example.com", "ops:8443"]);
  assert.match((await serving(["--host-name", "https://ops"])).ran.err(), /is no name/);
});

for (
  const { listen, url, ports } of [
    { listen: "0", url: "http://127.0.0.1:41234/", ports: [0, 41234] },
    // A URL does not name its scheme's usual port.
    { listen: "80", url: "http://127.0.0.1/", ports: [80, 80] },
  ]
) {
  Deno.test(`serve --listen ${listen} goes on at the same port when its database has been taken away and put back`, async () => {
    const events: string[] = [];
    const lost = new StoreError("Database loops.db was removed while it was in use", "Put it back", { lasting: true });
    let away = 2;
    const captured = capture({ ticking: true });
    let opens = 0;
    let pages = 0;
    const ran = await runWith(captured, ["serve", "--listen", listen], {
      open: () => {
        // Found at the first, and at the third look.
        if (++opens !== 2) return undefined as unknown as Promise<never>;
        events.push("not there yet");
        return Promise.reject(lost);
      },
      present: () => {
        if (away-- > 0) return;
        away = Infinity;
        throw lost;
      },
      openPage: ({ port }) => {
        events.push(`opened ${port}`);
        if (++pages === 2) queueMicrotask(() => captured.send("SIGTERM"));
        return Promise.resolve({ url, close: () => Promise.resolve(void events.push("closed")) });
      },
    });
    const [first, second] = ports.map((port) => `opened ${port}`);
    assert.deepEqual(events, [first, "closed", "not there yet", second, "closed"]);
    assert.equal(ran.exit, 0);
    assert.match(ran.err(), /was removed while it was in use: the page opens again when there is a database/);
    assert.deepEqual(ran.asked.opened.map(({ create }) => create), [true, false, false]);
  });
}

Deno.test("serve ends with an error that comes while it opens, though nobody waited for it", async () => {
  const captured = capture();
  const lacks = new Deno.errors.NotCapable("Requires net access");
  const { exit, err } = await runWith(captured, ["serve"], {
    openPage: () => {
      queueMicrotask(() => captured.fault(lacks));
      return new Promise(() => {});
    },
  });
  assert.equal(exit, 2);
  assert.match(err(), /^error: Requires net access\n/);
});

Deno.test("serve tells an error that nobody waited for, and goes on", async () => {
  const { ran } = await serving([], {
    visit: async (_here, captured) => {
      while (!captured.out().includes("is open")) await Promise.resolve();
      captured.fault(new Error("a stream broke"));
    },
  });
  assert.equal(ran.exit, 0);
  assert.match(ran.err(), /^internal error: a stream broke\n/);
});

Deno.test("serve leaves at once at a third signal", async () => {
  const captured = capture();
  const never = Promise.withResolvers<void>();
  const { exit } = await runWith(captured, ["serve"], {
    openPage: () => {
      queueMicrotask(() => [1, 2, 3].forEach(() => captured.send("SIGTERM")));
      return Promise.resolve({ url: "http://127.0.0.1:1/", close: () => never.promise });
    },
  });
  assert.equal(exit, 130);
});

/** What commands come to for a visitor called ann. */
async function performedBy(words: string[][], script: Script = {}): Promise<{ done: Performed[]; ran: Ran }> {
  const done: Performed[] = [];
  const { ran } = await serving(["--db", "my db"], {
    script,
    visit: async ({ perform }) => {
      for (const each of words) done.push(await perform(each, "ann"));
    },
  });
  return { done, ran };
}

Deno.test("perform carries a command out in the visitor's name, on the same database", async () => {
  const { done: [performed], ran } = await performedBy([["retry", "1"]], { loops: [loopRow({ status: "failed" })] });
  assert.deepEqual([performed?.ok, performed?.exit, performed?.error], [true, 0, null]);
  assert.deepEqual((performed?.data as { loop: number }).loop, 1);
  assert.deepEqual(ran.asked.retried, [[1, "ann"]]);
  assert.deepEqual(ran.asked.opened.map(({ db }) => db), ["my db", "my db"]);
  assert.equal(ran.out(), "the status page is open at http://127.0.0.1:8640/\n");
});

Deno.test("perform gives back an error as a value, with its place, and what else was said as notes", async () => {
  const { done } = await performedBy([["submit", "--file=none.yml"], ["submit", "--file=site.yml"], ["nonsense"]], {
    warnings: ["no host is called web9"],
    notices: ["the old file is kept"],
  });
  const [missing, submitted, unknown] = done;
  assert.deepEqual([missing?.ok, missing?.exit, missing?.notes], [false, 2, []]);
  assert.match(missing?.error?.message ?? "", /^none\.yml: There is no such file/);
  assert.deepEqual(submitted?.notes, ["warning: no host is called web9", "the old file is kept"]);
  assert.deepEqual(unknown?.error?.kind, "usage");
});

Deno.test("perform refuses what works, listens or never ends, however it is written", async () => {
  const { done, ran } = await performedBy([
    ["run", "site.yml"],
    ["worker"],
    ["serve"],
    ["resume", "1"],
    ["init-db"],
    ["top"],
    ["status", "--watch"],
    ["logs", "1", "-f"],
    ["logs", "--follow", "1"],
    ["plan", "-f", "site.yml"],
    ["rules", "--model=command:touch /tmp/x", "review", "rule"],
    ["backup", "copy.db"],
    ["prune"],
  ]);
  assert.deepEqual(done.map(({ ok }) => ok), Array(13).fill(false));
  assert.deepEqual([ran.asked.worked, ran.asked.submissions, ran.asked.opened.length], [[], [], 1]);
});

Deno.test("perform takes a value with line ends, dashes and quotes as a value", async () => {
  const name = "--mode=continuous\n; rm -rf / $(x) '\"";
  const { ran, done } = await performedBy([["cancel", `--reason=${name}`, "--", "1"]]);
  assert.equal(done[0]?.ok, true, JSON.stringify(done));
  assert.deepEqual(ran.asked.cancelled, [[1, "ann", name]]);
});

Deno.test("perform reads no password: there is no terminal", async () => {
  const { done, ran } = await performedBy([["submit", "--file=site.yml", "--ask-become-pass"]]);
  assert.equal(done[0]?.ok, false);
  assert.deepEqual(ran.asked.queued, []);
});

Deno.test("worker takes the page's flags only with --serve", async () => {
  const { exit, err } = await run(["worker", "--token-file", "tokens"]);
  assert.equal(exit, 2);
  assert.match(err(), /--token-file is for the status page, and --serve is missing/);
});

Deno.test("worker --serve refuses what serve refuses, before it works", async () => {
  const { exit, err, asked } = await run(["worker", "--serve", "0.0.0.0:8640"]);
  assert.equal(exit, 2);
  assert.match(err(), /needs a token, and there is none/);
  assert.deepEqual(asked.worked, []);
});
