// Two loops on two machines, each under names of its own: a real database with a clock to move, real shells, receipts a folder a machine.
import { ALL_ALLOWED } from "../fakes/all_allowed.ts";
import { implicitInventory } from "../fakes/implicit_inventory.ts";
import { loadModules } from "../../src/app.ts";
import { runLoop } from "../../src/engine/run_loop.ts";
import type { Signals, World } from "../../src/engine/world.ts";
import type { Lease, Loop, LoopOptions, Mode, Next } from "../../src/model/loop.ts";
import { parsePlaybook } from "../../src/playbook/parse.ts";
import type { Shell } from "../../src/ports/shell.ts";
import type { Transport } from "../../src/ports/transport.ts";
import { openStore, type Store } from "../../src/store/open_store.ts";
import { localFiles } from "../../src/transports/local_files.ts";
import { localTransport } from "../../src/transports/local.ts";
import { KeptShells } from "../../src/worker/kept_shells.ts";
import { query } from "../crash/invariants.ts";
import { chargeOf } from "./charge_of.ts";
import { givenBack } from "./given_back.ts";
import { enter } from "../fakes/entrances.ts";
import { hereEntrances } from "../fakes/entrances.ts";

const never = new AbortController().signal;

/** A loop's playbook; `hosts` name those of each play, like `web1@m1`: the name before the machine. Machine `away` cannot be reached. */
export interface Wish {
  playbook: string;
  hosts: string[][];
  options?: Partial<LoopOptions>;
  mode?: Mode;
  /** Sockets to put in place of the usual ones. */
  world?: (usual: World) => Partial<World>;
  /** The shell of a host (`web1@m1`) as this loop has it. */
  shell?: (shell: Shell, host: string) => Shell | Promise<Shell>;
}

/**
 * The ground that all loops share. `DIR` in a playbook stands for its folder. One store, as one worker has it: a second one in the same
 * thread would wait for the first without letting it go on.
 */
export class Machines {
  readonly folder = Deno.makeTempDirSync({ prefix: "machines-" });
  readonly db = `${this.folder}/loops.db`;
  /** Machines that cannot be reached now. */
  readonly down = new Set<string>();
  /** Every host that was connected to, or tried to be. */
  readonly opened: string[] = [];
  /** Milliseconds that the store's clock is ahead. */
  ahead = 0;
  readonly clock = { now: () => Date.now() + this.ahead, monotonic: () => performance.now() };

  #store: Promise<Store> | undefined;

  /** A loop with shells of its own. */
  async loop(name: string, wish: Wish): Promise<LoopOnMachines> {
    const file = `${this.folder}/${name}.yml`;
    Deno.writeTextFileSync(file, wish.playbook.replaceAll("DIR", this.folder));
    const store = await (this.#store ??= openStore(this.db, { create: true, clock: this.clock }));
    const usual = { once: false, dryRun: false, maxIterations: 20, onInterrupted: "ask" } as const;
    const options = { file, ...usual, ...wish.options };
    const { id } = await store.queue.submit({ name, mode: wish.mode ?? "single", desiredState: file, options });
    return new LoopOnMachines(this, { id, file, store, wish });
  }

  /** Lines of a file there. */
  lines(name: string): string[] {
    try {
      return Deno.readTextFileSync(`${this.folder}/${name}`).trim().split("\n");
    } catch {
      return [];
    }
  }

  remove(name: string): void {
    Deno.removeSync(`${this.folder}/${name}`);
  }

  write(name: string, text = ""): void {
    Deno.writeTextFileSync(`${this.folder}/${name}`, text);
  }

  rows(sql: string): string[] {
    return query(this.db, sql).map((row) => Object.values(row).join(" "));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await this.#store)?.close();
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** One of the loops. */
export class LoopOnMachines {
  readonly id: number;
  readonly store: Store;
  readonly #ground: Machines;
  readonly #file: string;
  readonly #wish: Wish;
  readonly #shells: KeptShells;

  constructor(ground: Machines, { id, file, store, wish }: { id: number; file: string; store: Store; wish: Wish }) {
    [this.#ground, this.id, this.store, this.#file, this.#wish] = [ground, id, store, file, wish];
    const transport: Transport = {
      open: async ({ way: { host } }, signal) => {
        const machine = host.split("@")[1] ?? "controller";
        ground.opened.push(host);
        if (machine === "away" || ground.down.has(machine)) throw new Error("no route to host");
        const local = localTransport({ receipts: `${ground.folder}/receipts-${machine}`, machine });
        const shell = await local.open(enter(host), signal);
        return await wish.shell?.(shell, host) ?? shell;
      },
    };
    this.#shells = new KeptShells(transport);
  }

  async claim(leaseMs = 60_000): Promise<Lease> {
    const terms = { isGone: () => true, evenIf: ["paused" as const, "waiting" as const] };
    const lease = await this.store.queue.claim(this.id, { name: `worker of ${this.id}`, leaseMs }, terms);
    if (lease === null) throw new Error("The loop cannot be claimed: it has ended");
    return lease;
  }

  /** Works until the loop ends or has to come back. */
  async work(lease: Lease, signals: Signals = { stop: never, signal: never }): Promise<Next> {
    const { clock } = this.#ground;
    const modules = await loadModules();
    const files = this.store.keptFiles(lease, localFiles());
    const playbook = parsePlaybook(this.#file, { modules, files });
    for (const [at, hosts] of this.#wish.hosts.entries()) playbook.plays[at]!.hosts = hosts;
    const usual: World = {
      journal: this.store.journal(lease),
      modules,
      shells: this.#shells,
      entrances: hereEntrances,
      inventory: implicitInventory(),
      hosts: this.store.hostLeases(lease),
      hostNotes: this.store.hostNotes(lease),
      held: () => Promise.resolve(),
      files,
      events: { emit: () => {} },
      clock,
      policy: ALL_ALLOWED,
      wait: () => Promise.resolve(),
      decides: { by: "playbook", playbook },
      unrecorded: new Map(),
      temporary: new Map(),
    };
    const world = { ...usual, ...this.#wish.world?.(usual) };
    return await runLoop(chargeOf(lease), world, signals);
  }

  /** The next use of a host connects anew. */
  drop(host: string): void {
    this.#shells.drop(enter(host));
  }

  /** Claims it, works, and gives it back. */
  async visit(signals?: Signals): Promise<Next> {
    const lease = await this.claim();
    const next = await this.work(lease, signals);
    await this.store.queue.release(lease, givenBack(next));
    return next;
  }

  /** Visits until it ends. Each time that it has to come back `meanwhile` is called. */
  async visits(meanwhile: (next: Next & { kind: "again" }) => Promise<unknown> | void = () => {}): Promise<string> {
    for (let times = 0; times < 2000; times++) {
      const next = await this.visit();
      if (next.kind !== "again") return next.kind === "done" ? next.status : next.kind;
      await meanwhile(next);
    }
    throw new Error("The loop never ends");
  }

  async row(): Promise<Loop> {
    return (await this.store.archive.loop(this.id))!;
  }

  /** Waits until it may go on. */
  async turn(): Promise<void> {
    await poll(`the turn of loop ${this.id}`, async () => {
      const { nextRunAt, waitsFor } = await this.row();
      return waitsFor === null && Date.parse(nextRunAt ?? "1970-01-01") <= this.#ground.clock.now();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#shells[Symbol.asyncDispose]();
  }
}

/** Asks until the answer is yes, and lets others work in between; fails after a minute. */
export async function poll(what: string, ask: () => Promise<boolean> | boolean): Promise<void> {
  const deadline = performance.now() + 60_000;
  while (!await ask()) {
    if (performance.now() > deadline) throw new Error(`waited a minute for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}

/** Plays of shell tasks, one list a play. */
export function plays(...tasks: string[][]): string {
  return tasks.map((list) =>
    `- hosts: localhost\n  gather_facts: false\n  tasks:\n${list.map((task) => `    - ${task}\n`).join("")}`
  ).join("");
}
