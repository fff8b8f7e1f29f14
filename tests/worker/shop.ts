// A real database under a fake clock, with workers over it whose walks do what a test says.
import { DatabaseSync } from "node:sqlite";
import type { Lease, LoopOptions, Next, Submission } from "../../src/model/loop.ts";
import type { WorkerEvent } from "../../src/model/worker_event.ts";
import type { Queue } from "../../src/ports/queue.ts";
import { openStore, type Store } from "../../src/store/open_store.ts";
import type { Walking, WorkerCrew } from "../../src/worker/crew.ts";
import { FakeTime } from "../fakes/fake_time.ts";

export const CONVERGED: Next = { kind: "done", status: "completed", reason: "converged" };

/** What a walk does; `times` counts the walks of this loop, this one included. */
export type Walk = (lease: Lease, walking: Walking, times: number) => Promise<Next> | Next;

/** What a worker is given instead of the usual. */
export interface Hiring {
  walk?: Walk;
  queue?: Partial<Queue>;
  concurrency?: number;
  isGone?: (owner: string) => boolean;
  idle?: () => Promise<void>;
}

export class Shop {
  readonly time = new FakeTime();
  readonly folder = Deno.makeTempDirSync({ prefix: "shop-" });
  readonly path = `${this.folder}/loops.db`;
  readonly events: (WorkerEvent & { of: string })[] = [];
  /** Loops whose leases were left, by id. */
  readonly left: number[] = [];
  readonly #stores: Store[] = [];
  #raw: DatabaseSync | undefined;

  async store(): Promise<Store> {
    const store = await openStore(this.path, { create: true, clock: this.time, busyTimeoutMs: 0 });
    this.#stores.push(store);
    // The first claim loads something, which takes real time.
    await store.queue.claim(0, { name: "nobody", leaseMs: 1 });
    return store;
  }

  /** A worker's crew over a store of its own. */
  async crew(name: string, { walk = () => CONVERGED, queue = {}, ...others }: Hiring = {}): Promise<WorkerCrew> {
    const store = await this.store();
    const times = new Map<number, number>();
    return {
      queue: { ...store.queue, ...queue },
      clock: this.time,
      owner: { name, leaseMs: 10_000 },
      isGone: () => false,
      pulse: { set: () => {}, [Symbol.dispose]: () => {} },
      random: () => 0.5,
      wait: this.time.wait,
      walk: async (lease, walking) => {
        const { id } = lease.loop;
        times.set(id, (times.get(id) ?? 0) + 1);
        return await walk(lease, walking, times.get(id)!);
      },
      leave: ({ loop }) => Promise.resolve(void this.left.push(loop.id)),
      concurrency: 20,
      pollMs: 5000,
      tell: (event) => void this.events.push({ ...event, of: name }),
      ...others,
    };
  }

  /** What happened to loops, as `kind name`. */
  told(...kinds: WorkerEvent["kind"][]): string[] {
    return this.events.filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
      .map((event) => `loop` in event ? `${event.kind} ${event.name}` : event.kind);
  }

  rows(sql: string): Record<string, unknown>[] {
    this.#raw ??= new DatabaseSync(this.path);
    return this.#raw.prepare(sql).all().map((row) => ({ ...row }));
  }

  /** Another process that writes: `begin immediate`, to be ended by the caller. */
  other(): DatabaseSync {
    const db = new DatabaseSync(this.path);
    this.#others.push(db);
    return db;
  }
  readonly #others: DatabaseSync[] = [];

  async [Symbol.asyncDispose](): Promise<void> {
    for (const db of this.#others) if (db.isOpen) db.close();
    this.#raw?.close();
    for (const store of this.#stores) await store.close();
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** A loop to submit. */
export function loopCalled(
  name: string,
  others: Partial<Submission> = {},
  options: Partial<LoopOptions> = {},
): Submission {
  return {
    name,
    mode: "single",
    desiredState: "/site.yml",
    options: { file: "/site.yml", once: false, dryRun: false, maxIterations: 10, onInterrupted: "ask", ...options },
    ...others,
  };
}

/** A walk that goes on until it is told to stop. */
export function untilStopped(_: Lease, { signals: { stop } }: Walking): Promise<Next> {
  const { promise, resolve } = Promise.withResolvers<Next>();
  const end = () => resolve({ kind: "stopped" });
  if (stop.aborted) end();
  stop.addEventListener("abort", end);
  return promise;
}
