// A playbook with a real database and a real shell in a folder of its own, worked on as often as a test likes.
import { ALL_ALLOWED } from "../fakes/all_allowed.ts";
import { implicitInventory } from "../fakes/implicit_inventory.ts";
import { loadModules } from "../../src/app.ts";
import { runLoop } from "../../src/engine/run_loop.ts";
import type { Signals, World } from "../../src/engine/world.ts";
import type { Event } from "../../src/model/event.ts";
import type { Lease, LoopOptions, Mode, Next } from "../../src/model/loop.ts";
import { parsePlaybook } from "../../src/playbook/parse.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { openStore, type Store } from "../../src/store/open_store.ts";
import { localFiles } from "../../src/transports/local_files.ts";
import { localTransport } from "../../src/transports/local.ts";
import { KeptShells } from "../../src/worker/kept_shells.ts";
import { wait } from "../../src/worker/wait.ts";
import { chargeOf } from "./charge_of.ts";
import { givenBack } from "./given_back.ts";
import { query } from "../crash/invariants.ts";
import { hereEntrances } from "../fakes/entrances.ts";

const usualClock: Clock = { now: () => Date.now(), monotonic: () => performance.now() };
const OWNER = "a worker that will be gone";

/** How one visit to the loop goes. */
export interface Visit {
  stop?: AbortSignal;
  signal?: AbortSignal;
  /** Hears each event, and may do something about it. */
  hear?: (event: Event) => void;
  /** Sockets to put in place of the usual ones. */
  world?: (usual: World, lease: Lease) => Partial<World>;
  /** Most times to come back when the loop says `again`. */
  returns?: number;
  /** Works the loop instead, and gives it back. */
  work?: (lease: Lease, work: { store: Store; world: World; signals: Signals }) => Promise<Next>;
  /** Milliseconds of the lease. */
  leaseMs?: number;
  /** The time by which the record is written and the loop is worked, in place of this machine's. */
  time?: Clock & Pick<World, "wait">;
}

/** One loop on its own ground. `DIR` in the playbook stands for the folder. */
export class Ground {
  readonly folder = Deno.makeTempDirSync({ prefix: "ground-" });
  readonly db = `${this.folder}/loops.db`;
  readonly events: Event[] = [];
  readonly #options: Partial<LoopOptions>;
  readonly #mode: Mode;
  #submitted = false;

  constructor(playbook: string, { mode = "single", ...options }: Partial<LoopOptions> & { mode?: Mode } = {}) {
    this.#options = options;
    this.#mode = mode;
    this.write("site.yml", playbook);
  }

  /** Puts a file there. */
  write(name: string, text: string): void {
    Deno.writeTextFileSync(`${this.folder}/${name}`, text.replaceAll("DIR", this.folder));
  }

  /** A file's text, or undefined where there is none. */
  read(name: string): string | undefined {
    try {
      return Deno.readTextFileSync(`${this.folder}/${name}`);
    } catch {
      return undefined;
    }
  }

  /** Makes a folder there. */
  folderAt(name: string): void {
    Deno.mkdirSync(`${this.folder}/${name}`);
  }

  /** Takes away what lies there. */
  remove(name: string): void {
    Deno.removeSync(`${this.folder}/${name}`, { recursive: true });
  }

  /** Names of what lies in the folder beside the database, sorted. */
  names(): string[] {
    return [...Deno.readDirSync(this.folder)].map(({ name }) => name).filter((name) => !name.startsWith("loops.db"))
      .sort();
  }

  /** Lines of the file that deeds are appended to. */
  deeds(): string[] {
    return (this.read("deeds") ?? "").split("\n").filter((line) => line !== "");
  }

  /** Claims the loop (submitted at the first visit), walks it until it ends, pauses or has come back often enough, and gives it back. */
  async visit(
    { stop, signal, hear, world = () => ({}), returns = 200, work, leaseMs = 60_000, time }: Visit = {},
  ): Promise<Next> {
    const clock = time ?? usualClock;
    const never = new AbortController().signal;
    await using store = await openStore(this.db, { create: true, clock });
    const file = `${this.folder}/site.yml`;
    if (!this.#submitted) {
      const options = {
        file,
        once: false,
        dryRun: false,
        maxIterations: 10,
        onInterrupted: "ask",
        ...this.#options,
      } as const;
      await store.queue.submit({ name: "ground", mode: this.#mode, desiredState: file, options });
      this.#submitted = true;
    }
    const lease = await store.queue.claim(1, { name: OWNER, leaseMs }, {
      isGone: () => true,
      evenIf: ["paused", "waiting"],
    });
    if (lease === null) throw new Error("The loop cannot be claimed: it has ended");
    await using shells = new KeptShells(localTransport({ receipts: `${this.folder}/receipts` }));
    const modules = await loadModules();
    const files = store.keptFiles(lease, localFiles());
    const usual: World = {
      journal: store.journal(lease),
      modules,
      shells,
      entrances: hereEntrances,
      inventory: implicitInventory(),
      hosts: store.hostLeases(lease),
      held: () => Promise.resolve(),
      files,
      events: {
        emit: (event) => {
          this.events.push(event);
          hear?.(event);
        },
      },
      clock,
      policy: ALL_ALLOWED,
      wait: time?.wait ?? wait,
      decides: { by: "playbook", playbook: parsePlaybook(file, { modules, files }) },
      unrecorded: new Map(),
      temporary: new Map(),
    };
    const given = { ...usual, ...world(usual, lease) };
    const signals = { stop: stop ?? never, signal: signal ?? never };
    if (work !== undefined) return await work(lease, { store, world: given, signals });
    const charge = chargeOf(lease);
    let next = await runLoop(charge, given, signals);
    for (let times = 0; next.kind === "again" && times < returns; times++) {
      next = await runLoop(charge, given, signals);
    }
    await store.queue.release(lease, givenBack(next));
    return next;
  }

  /** Answers the open question. */
  async answer(response: string): Promise<void> {
    await using store = await openStore(this.db, { create: false, clock: usualClock });
    const [prompt] = await store.archive.prompts({ loop: 1, open: true });
    await store.queue.answer(prompt!.id, response, "test");
  }

  rows(sql: string): Record<string, unknown>[] {
    return query(this.db, sql).map((row) => ({ ...row }));
  }

  /** Each action as `name status`, in the order they were written. */
  actions(): string[] {
    return this.rows("select name, status from actions order by id").map(({ name, status }) => `${name} ${status}`);
  }

  /** Each pass as its phase, with what was wrong with it. */
  passes(): string[] {
    return this.rows("select phase, error from iterations order by n").map(({ phase, error }) =>
      error === null ? String(phase) : `${phase}: ${error}`
    );
  }

  /** Everything that is on record or was told, as one text: what is to be secret must not be in it. */
  told(): string {
    const tables = ["loops", "iterations", "actions", "prompts"];
    return JSON.stringify([this.events, ...tables.map((table) => this.rows(`select * from ${table}`))]);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.folder, { recursive: true });
  }
}

/** A play of these tasks on this machine, with more below them. */
export function play(tasks: string, rest = ""): string {
  return `- hosts: localhost\n  gather_facts: false\n  tasks:\n${indented(tasks)}\n${rest}`;
}

/** Handlers for the end of a play. */
export function handlers(tasks: string): string {
  return `  handlers:\n${indented(tasks)}\n`;
}

function indented(tasks: string): string {
  return tasks.trim().replaceAll(/^/gm, "    ");
}

/** How a run ended, in one line. */
export function ending(next: Next): string {
  return next.kind === "done"
    ? `${next.status}: ${next.reason}`
    : next.kind === "paused"
    ? `paused: ${next.reason}`
    : next.kind;
}
