// Starts the heartbeat's thread, and speaks to it.
import type { Lease } from "../model/loop.ts";
import type { Pulse } from "../ports/pulse.ts";
import { type PulseWord, runPulse } from "./pulse_thread.ts";

/** Milliseconds that the thread waits for another's write; its next try comes soon. */
const BUSY_MS = 1000;

/** The heartbeats of the database at `path`, as long as it has this schema version. Nothing is started before the first word, and a thread that fails is missed, not mourned. */
export function openPulse(path: string, version: number): Pulse {
  let thread: Worker | undefined;
  let over = false;
  return {
    set: (leases, leaseMs) => {
      if (over) return;
      try {
        thread ??= start(path, version);
        thread.postMessage(wordOf(leases, leaseMs));
      } catch {
        over = true;
      }
    },
    [Symbol.dispose]: () => {
      over = true;
      thread?.terminate();
      thread = undefined;
    },
  };
}

function wordOf(leases: readonly Lease[], leaseMs: number): PulseWord {
  return { leases: leases.map(({ loop, token, owner }) => ({ id: loop.id, token, owner })), leaseMs };
}

/**
 * From its text, so that it is the same from source, in the one file of the bundle and from a URL; and so that the thread reads a page, and not the
 * whole program once more: 15 ms where that takes 60.
 */
function start(path: string, version: number): Worker {
  const means = `{
    connect: () => new DatabaseSync(${JSON.stringify(path)}, { timeout: ${BUSY_MS} }),
    version: ${version},
    hear: (listener) => { self.onmessage = ({ data }) => listener(data); },
    every: (ms, tick) => setInterval(tick, ms),
    stop: clearInterval,
    now: Date.now,
    monotonic: () => performance.now(),
  }`;
  const text = `import { DatabaseSync } from "node:sqlite"; (${runPulse})(${means});`;
  const thread = new Worker(`data:text/javascript,${encodeURIComponent(text)}`, { type: "module", name: "heartbeat" });
  // Unheard, an error in the thread would end the process.
  thread.onerror = (event) => event.preventDefault();
  return thread;
}
