import assert from "node:assert/strict";
import type { FeedKind } from "../../src/model/feed.ts";
import type { Messenger } from "../../src/ports/messenger.ts";
import type { Outbox, Posted } from "../../src/ports/outbox.ts";
import { messenger } from "../../src/transports/messenger.ts";
import { deliver, deliverNow, type Delivery, retryAfter } from "../../src/worker/deliver.ts";
import { runChild } from "../store/children.ts";
import { Scratch, submission } from "../store/scratch.ts";
import { telling } from "../store/told.ts";

const never = new AbortController().signal;

/** A loop with targets, a real outbox, and a wait that lets time pass on the scratch's clock. */
async function outboxOf(scratch: Scratch, targets: readonly string[]) {
  const store = await scratch.open();
  const options = { ...submission.options, notify: [...targets] };
  const { id } = await store.queue.submit({ ...submission, options });
  const happens = (kind: FeedKind, count = 1) =>
    telling(scratch.path, scratch.clock, { told: Array.from({ length: count }, () => ({ loop: id, kind })) });
  const delivery = (sends: Messenger, outbox: Outbox = store.outbox): Delivery => ({
    outbox,
    messenger: sends,
    clock: scratch.clock,
    wait: (ms, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        signal.addEventListener("abort", () => resolve());
        setTimeout(() => {
          if (!signal.aborted) scratch.clock.ms += ms;
          resolve();
        });
      }),
  });
  const rows = () =>
    scratch.raw().prepare("SELECT status, attempts, last_error FROM notifications ORDER BY id").all().map((row) => ({
      ...row,
    }));
  return { store, id, happens, delivery, rows };
}

/** Sends until `enough` says so. */
async function deliverUntil(delivery: Delivery, enough: () => boolean): Promise<void> {
  const over = new AbortController();
  const wait = async (ms: number, signal: AbortSignal) => {
    if (enough()) over.abort();
    await delivery.wait(ms, signal);
  };
  await deliver({ ...delivery, wait }, {}, over.signal);
}

Deno.test("retryAfter() waits four times as long each time, six times, and gives up", () => {
  const waits = [1, 2, 3, 4, 5, 6, 7, 8].map(retryAfter);
  assert.deepEqual(waits, [5000, 20_000, 80_000, 320_000, 1_280_000, 5_120_000, null, null]);
});

Deno.test("deliver() tries again until it is received", async () => {
  await using scratch = new Scratch();
  const { happens, delivery, rows } = await outboxOf(scratch, ["https://example.org/hook"]);
  await happens("failed");
  const at: number[] = [];
  const begun = scratch.clock.ms;
  const sends: Messenger = {
    send: () => Promise.resolve(at.push(Math.round((scratch.clock.ms - begun) / 1000)) < 4 ? "away" : null),
  };
  await deliverUntil(delivery(sends), () => at.length === 4);
  assert.deepEqual(at, [0, 5, 25, 105]);
  assert.deepEqual(rows(), [{ status: "delivered", attempts: 4, last_error: null }]);
});

Deno.test("deliver() gives up after the seventh attempt, and says why on record", async () => {
  await using scratch = new Scratch();
  const { happens, delivery, rows } = await outboxOf(scratch, ["https://example.org/hook"]);
  await happens("failed");
  let attempts = 0;
  const slow = delivery({ send: () => Promise.resolve(`away ${++attempts}`) });
  // Two hours pass in great steps.
  const wait = (ms: number, signal: AbortSignal) => {
    scratch.clock.ms += 100 * ms;
    return slow.wait(ms, signal);
  };
  await deliverUntil({ ...slow, wait }, () => attempts === 7);
  assert.deepEqual(rows(), [{ status: "given up", attempts: 7, last_error: "away 7" }]);
});

Deno.test("deliver() has four on their way at most, and one that does not answer holds up no other target", async () => {
  await using scratch = new Scratch();
  const targets = Array.from({ length: 9 }, (_, at) => `https://example.org/${at}`);
  const { happens, delivery, rows } = await outboxOf(scratch, targets);
  await happens("failed", 2);
  const stuck = Promise.withResolvers<string | null>();
  let now = 0;
  let most = 0;
  let sent = 0;
  const sends: Messenger = {
    send: async ({ target }) => {
      most = Math.max(most, ++now);
      const result = target === targets[0] ? await stuck.promise : await Promise.resolve(null);
      now--;
      sent++;
      return result;
    },
  };
  await deliverUntil(delivery(sends), () => {
    if (sent >= 16) stuck.resolve(null);
    return sent >= 17;
  });
  assert.equal(most, 4);
  assert.equal(rows().filter(({ status }) => status === "delivered").length >= 17, true);
});

Deno.test("deliver() sends again what a crash left unsaid: the receiver sees the same id twice", async () => {
  await using scratch = new Scratch();
  const { store, happens, delivery, rows } = await outboxOf(scratch, ["https://example.org/hook"]);
  await happens("failed");
  const heard: string[] = [];
  const sends: Messenger = {
    send: ({ body }: Posted) => {
      heard.push(JSON.parse(body).id);
      return Promise.resolve(null);
    },
  };
  const dying: Outbox = { ...store.outbox, delivered: () => Promise.reject(new Error("kill -9")) };
  await deliverUntil(delivery(sends, dying), () => heard.length === 1);
  assert.deepEqual(rows(), [{ status: "pending", attempts: 1, last_error: null }]);
  await deliverUntil(delivery(sends), () => heard.length === 2);
  assert.equal(heard[0], heard[1]);
  assert.deepEqual(rows(), [{ status: "delivered", attempts: 2, last_error: null }]);
});

Deno.test("deliver() goes on after a database that could not be read for a while", async () => {
  await using scratch = new Scratch();
  const { store, happens, delivery, rows } = await outboxOf(scratch, ["https://example.org/hook"]);
  await happens("failed");
  let broken = 3;
  const outbox: Outbox = {
    ...store.outbox,
    due: (fetching) => broken-- > 0 ? Promise.reject(new Error("locked")) : store.outbox.due(fetching),
  };
  let sent = 0;
  const sends: Messenger = {
    send: () => {
      sent++;
      return Promise.resolve(null);
    },
  };
  await deliverUntil(delivery(sends, outbox), () => sent === 1);
  assert.deepEqual(rows().map(({ status }) => status), ["delivered"]);
});

Deno.test("deliverNow() sends what its loop has to tell, differences that are still gathered too, one attempt each", async () => {
  await using scratch = new Scratch();
  const { happens, id, delivery, rows } = await outboxOf(scratch, ["https://example.org/a", "https://example.org/b"]);
  await happens("blocked");
  await happens("drift", 3);
  const other = { ...submission, options: { ...submission.options, notify: ["https://example.org/c"] } };
  const { id: otherId } = await (await scratch.open()).queue.submit(other);
  await telling(scratch.path, scratch.clock, { told: [{ loop: otherId, kind: "failed" }] });
  const heard: string[] = [];
  const sends: Messenger = {
    send: ({ target, event }) => {
      heard.push(`${event} ${target.at(-1)}`);
      return Promise.resolve(target.endsWith("b") ? "away" : null);
    },
  };
  await deliverNow(delivery(sends), { loop: id }, never);
  assert.deepEqual(heard.sort(), ["blocked a", "blocked b", "drift a", "drift b"]);
  assert.deepEqual(rows().map(({ status }) => status).sort(), [
    "delivered",
    "delivered",
    "pending",
    "pending",
    "pending",
  ]);
});

Deno.test("deliverNow() takes no longer than it may, and leaves the rest to the next worker at once", async () => {
  await using scratch = new Scratch();
  const { happens, id, delivery, store } = await outboxOf(scratch, ["https://example.org/hook"]);
  await happens("failed");
  const sends: Messenger = {
    send: (_, signal) =>
      new Promise((resolve) => signal.addEventListener("abort", () => resolve("cut short: its sender ended"))),
  };
  await deliverNow(delivery(sends), { loop: id }, never);
  const again = await store.outbox.due({ limit: 4, forMs: 1000 });
  assert.deepEqual(again.map(({ attempt }) => attempt), [2]);
});

Deno.test("deliver() of two processes at once sends each notification once, and a program hears as a URL does", async () => {
  await using scratch = new Scratch();
  const heard: string[] = [];
  const server = Deno.serve({ port: 0, hostname: "127.0.0.1", onListen: () => {} }, async (request) => {
    heard.push(`${new URL(request.url).pathname} ${(await request.json()).id}`);
    return new Response("thanks");
  });
  const program = `${scratch.folder}/tell`;
  await Deno.writeTextFile(program, `#!/bin/sh\ncat >> '${scratch.folder}/heard'\n`, { mode: 0o755 });
  const urls = Array.from({ length: 10 }, (_, at) => `http://127.0.0.1:${server.addr.port}/${at}`);
  const { happens, rows } = await outboxOf(scratch, [...urls, `command:${program}`]);
  await happens("failed", 10);
  const sent = await Promise.all([1, 2].map(() => runChild("deliver_due.ts", scratch.path)));
  await server.shutdown();
  assert.equal(Number(sent[0]) + Number(sent[1]), 110);
  assert.equal(heard.length, 100);
  assert.equal(new Set(heard).size, 100);
  assert.equal((await Deno.readTextFile(`${scratch.folder}/heard`)).trim().split("\n").length, 10);
  assert.ok(rows().every(({ status, attempts }) => status === "delivered" && attempts === 1));
});

Deno.test("deliver() cuts short what is on its way when it has to end, and it is due again", async () => {
  await using scratch = new Scratch();
  const { happens, delivery, store } = await outboxOf(scratch, [`command:${scratch.folder}/tell`]);
  const lines = `#!/bin/sh\ntouch '${scratch.folder}/begun'\nexec sleep 60\n`;
  await Deno.writeTextFile(`${scratch.folder}/tell`, lines, { mode: 0o755 });
  await happens("failed");
  const begun = () => scratch.names().includes("begun");
  await deliverUntil(delivery(messenger()), begun);
  assert.equal((await store.outbox.due({ limit: 4, forMs: 1000 })).length, 1);
});

Deno.test("deliver() lets what is on its way end within its grace, and begins nothing new", async () => {
  await using scratch = new Scratch();
  const { happens, delivery, rows } = await outboxOf(scratch, ["https://example.org/a", "https://example.org/b"]);
  await happens("failed", 2);
  const [stop, begun] = [new AbortController(), Promise.withResolvers<void>()];
  const answers: ((failure: string | null) => void)[] = [];
  const sends: Messenger = {
    send: () =>
      new Promise((resolve) => {
        if (answers.push(resolve) === 2) begun.resolve();
      }),
  };
  const wait = (_: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve()));
  const delivering = deliver({ ...delivery(sends), wait }, { graceMs: 5000 }, stop.signal);
  await begun.promise;
  stop.abort();
  answers.forEach((answer) => answer(null));
  await delivering;
  assert.deepEqual(rows().map(({ status }) => status), ["delivered", "delivered", "pending", "pending"]);
});
