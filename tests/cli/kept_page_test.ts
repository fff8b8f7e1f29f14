import assert from "node:assert/strict";
import { keepStarted } from "../../src/cli/kept_page.ts";
import type { PageProcess } from "../../src/cli/page_process.ts";

/** A page that ends when it is told to. */
function page(): PageProcess & { end(how: string): void } {
  const { promise, resolve } = Promise.withResolvers<string>();
  return {
    started: Promise.resolve({ url: "http://127.0.0.1:8640/", pid: 7, said: [] }),
    ended: promise,
    close: () => Promise.resolve(resolve("exit code 0")),
    end: resolve,
  };
}

Deno.test("keepStarted() starts a page again that ended, also after a start that failed, and waits longer each time", async () => {
  const waits: number[] = [];
  const told: string[] = [];
  const io = {
    clock: { now: () => 0, monotonic: () => 0 },
    every: (ms: number, tick: () => void) => {
      waits.push(ms);
      queueMicrotask(tick);
      return () => {};
    },
  };
  const open = Promise.withResolvers<void>();
  let starts = 0;
  const start = () => {
    starts += 1;
    if (starts < 3) throw new Error("Resource temporarily unavailable");
    open.resolve();
    return page();
  };
  const first = page();
  const kept = keepStarted(first, { io, start, tell: ({ message }) => told.push(message) });
  first.end("SIGKILL");
  await open.promise;
  await kept[Symbol.asyncDispose]();
  assert.deepEqual(waits, [500, 1000, 2000]);
  assert.deepEqual(told, [
    "the status page has ended (SIGKILL); it is started again in 0.5 s",
    "The status page: it cannot be started: Resource temporarily unavailable",
    "the status page has ended (it did not start); it is started again in 1 s",
    "The status page: it cannot be started: Resource temporarily unavailable",
    "the status page has ended (it did not start); it is started again in 2 s",
    "the status page is open at http://127.0.0.1:8640/",
  ]);
});
