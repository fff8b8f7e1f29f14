// A worker over a fleet of stand-in machines: folders of this one, each with its own receipts. It may kill or stop itself at a named point.
import type { Means } from "../../../src/app/loop_at_work.ts";
import { LoopsAtWork } from "../../../src/app/loops_at_work.ts";
import { Memories } from "../../../src/app/memories.ts";
import { loadModules } from "../../../src/app.ts";
import { parsePlaybook } from "../../../src/playbook/parse.ts";
import type { RunOptions, Shell } from "../../../src/ports/shell.ts";
import type { Transport } from "../../../src/ports/transport.ts";
import { openStore } from "../../../src/store/open_store.ts";
import { localTransport } from "../../../src/transports/local.ts";
import { isGone, ownerName } from "../../../src/worker/owner.ts";
import { wait } from "../../../src/worker/wait.ts";
import { workAll } from "../../../src/worker/worker.ts";
import type { Orders } from "./fleet.ts";
import { enter } from "../../fakes/entrances.ts";

const orders: Orders = JSON.parse(Deno.args[0]!);
const clock = { now: () => Date.now() + (orders.clockAhead ?? 0), monotonic: () => performance.now() };
let calls = 0;

/** Dies or stops at the chosen call of the chosen name. */
function reach(name: string, when: "before" | "after"): void {
  const { point } = orders;
  if (point === undefined || point.name !== name || point.when !== when) return;
  if (++calls !== point.nth) return;
  say(`${point.signal} ${when} ${name}`);
  Deno.kill(Deno.pid, point.signal);
}

function watched<T extends object>(target: T, room: string): T {
  return new Proxy(target, {
    get(_, property) {
      const value = Reflect.get(target, property);
      if (typeof value !== "function") return value;
      return (...given: unknown[]) => {
        const deed = property === "run" && (given[1] as RunOptions | undefined)?.receipt !== undefined;
        const name = `${room}.${deed ? "deed" : String(property)}`;
        reach(name, "before");
        const result = value.apply(target, given);
        if (!(result instanceof Promise)) return result;
        return result.then((value) => {
          reach(name, "after");
          return value;
        });
      };
    },
  });
}

function say(line: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${line}\n`));
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch {
    return false;
  }
}

/** `h1` and `h1-again` are one machine. */
function machineOf(host: string): string {
  return host.split("-")[0]!;
}

const fleet: Transport = {
  open: async ({ way: { host } }, signal) => {
    const machine = machineOf(host);
    if (isThere(`${orders.folder}/away-${machine}`)) throw new Error("no route to host");
    const receipts = `${orders.folder}/machines/${machine}`;
    const shell = await localTransport({ receipts, machine }).open(enter(host), signal);
    // By this the test finds the session, to cut it.
    const { stdout } = await shell.run(["sh", "-c", "echo $$"], {}, signal);
    await Deno.mkdir(`${orders.folder}/sessions-${machine}`, { recursive: true });
    await Deno.writeTextFile(`${orders.folder}/sessions-${machine}/${stdout.trim()}`, "");
    return watched<Shell>(shell, "shell");
  },
};

const store = await openStore(orders.db, { create: false, clock });
const modules = await loadModules();
const queue = watched(store.queue, "queue");
const never = new AbortController().signal;
const stop = new AbortController();
Deno.addSignalListener("SIGTERM", () => stop.abort());
const means: Means = {
  store: {
    ...store,
    queue,
    journal: (lease) => watched(store.journal(lease), "journal"),
    hostLeases: (lease) => watched(store.hostLeases(lease), "hosts"),
  },
  events: { emit: () => {} },
  clock,
  wait,
  transport: fleet,
  modules: () => Promise.resolve(modules),
  memories: new Memories(),
  passwords: {},
  outputs: new Map(),
  said: new Map(),
  read: (loop, files) => parsePlaybook(loop.options?.file ?? "", { modules, files }),
};
await using loops = new LoopsAtWork(means);
using pulse = store.pulse();
await workAll({
  queue,
  clock,
  owner: { name: `${ownerName()}${orders.elsewhere === true ? "/elsewhere" : ""}`, leaseMs: orders.leaseMs },
  isGone: orders.elsewhere === true ? () => false : isGone,
  pulse,
  random: Math.random,
  wait,
  concurrency: orders.concurrency,
  pollMs: 1000,
  tell: (event) =>
    say(
      JSON.stringify(
        "error" in event
          ? { ...event, error: String(event.error instanceof Error ? event.error.stack : event.error) }
          : event,
      ),
    ),
  walk: loops.walk,
  leave: loops.leave,
}, { stop: stop.signal, signal: never });
await store.close();
