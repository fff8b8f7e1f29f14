// Waits for what another process does to the record.
import type { App } from "../app.ts";
import type { Io } from "./io.ts";

/** Milliseconds between looks at whether anybody has written: a look costs microseconds. */
const EVERY_MS = 50;

/** What `look` answers, once it answers anything: asked at once, and again whenever another process has written. Undefined after `ms`. */
export async function awaitChange<T>(
  { io, app, ms }: { io: Io; app: App; ms: number },
  look: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const end = io.clock.monotonic() + ms;
  app.queue.changed();
  let seen = await look();
  while (seen === undefined && io.clock.monotonic() < end) {
    await tick(io);
    if (app.queue.changed()) seen = await look();
  }
  return seen ?? await look();
}

function tick(io: Io): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = io.every(EVERY_MS, () => {
    stop();
    resolve();
  });
  return promise;
}
