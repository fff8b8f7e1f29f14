// The only place that knows SQLite, ssh and a model at once: options in, everything wired out.
import type { Lease, Next, Submission } from "./model/loop.ts";
import type { RecordedPrompt } from "./model/iteration.ts";
import type { Archive } from "./ports/archive.ts";
import type { Events } from "./ports/events.ts";
import type { Modules } from "./ports/module.ts";
import type { Queue } from "./ports/queue.ts";

export interface AppOptions {
  /** Path of the database. */
  db: string;
  /** Make a new database where there is none; otherwise that is a StoreError. */
  create: boolean;
}

/** How a loop is worked on here. */
export interface Work {
  events: Events;
  /** Start nothing more; the running action is finished, the loop is suspended and goes on with `resume`. */
  stop: AbortSignal;
  /** End the running command too. */
  signal: AbortSignal;
  /** Asks a human who is there; undefined leaves the prompt open. Absent: nobody is there. */
  ask?: (prompt: RecordedPrompt) => Promise<string | undefined>;
}

export interface App {
  archive: Archive;
  queue: Queue;
  /** What opening did to the file, for people: "migrated loops.db from version 0 to 2, the old file is kept as …". */
  notices: string[];
  /** Checks everything that can be checked before anything runs (throws InputError), then inserts the loop, claimed by this process. */
  submit(submission: Submission): Promise<Lease>;
  /** Takes an existing loop for this process; null when a live worker has it. */
  claim(id: number): Promise<Lease | null>;
  /** Walks a claimed loop until it ends or pauses, heartbeat included, and gives it back. */
  work(lease: Lease, work: Work): Promise<Next>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens the database (and migrates it), and wires what every command needs; modules, shells and the engine are loaded when work starts. */
export function openApp(_options: AppOptions): Promise<App> {
  throw new Error("not wired yet");
}

/** The modules, without a database. */
export function loadModules(): Promise<Modules> {
  throw new Error("not wired yet");
}
