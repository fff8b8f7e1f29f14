// A folder of its own for each test, a clock that stands still, and the shortest way to a claimed loop.
import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Action } from "../../src/model/action.ts";
import { StoreError } from "../../src/model/errors.ts";
import type { Lease } from "../../src/model/loop.ts";
import type { Archive } from "../../src/ports/archive.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Note } from "../../src/ports/journal.ts";
import { openStore, type Store } from "../../src/store/open_store.ts";

export const LEGACY = new URL("../data/legacy-loops.db", import.meta.url).pathname;

/** Stands at 2026-11-22T15:45:20.224Z until a test moves it. */
export class StillClock implements Clock {
  ms = Date.parse("2026-11-22T15:45:20.224Z");
  now = () => this.ms;
  monotonic = () => this.ms;
}

export class Scratch {
  readonly folder = Deno.makeTempDirSync({ prefix: "store-" });
  readonly path = `${this.folder}/loops.db`;
  readonly clock = new StillClock();
  readonly #open: { close(): Promise<void> | void }[] = [];

  async open(options: { create?: boolean; path?: string; busyTimeoutMs?: number } = {}): Promise<Store> {
    const { path = this.path, ...rest } = options;
    const store = await openStore(path, { create: true, clock: this.clock, ...rest });
    this.#open.push(store);
    return store;
  }

  /** The file as any other program sees it. */
  raw(path = this.path): DatabaseSync {
    const db = new DatabaseSync(path);
    this.#open.push({ close: () => void (db.isOpen && db.close()) });
    return db;
  }

  /** The database's bytes. */
  bytes(): Uint8Array {
    return Deno.readFileSync(this.path);
  }

  /** Puts a file there, the database's unless another is named. */
  write(content: string | Uint8Array, path = this.path): void {
    Deno.writeFileSync(path, typeof content === "string" ? new TextEncoder().encode(content) : content);
  }

  /** Names of what lies in the folder, sorted. */
  names(): string[] {
    return [...Deno.readDirSync(this.folder)].map(({ name }) => name).sort();
  }

  /** Permission bits of a file in the folder. */
  mode(name: string): number {
    return Deno.statSync(`${this.folder}/${name}`).mode! & 0o777;
  }

  /** A file that the original program wrote. */
  legacy(): string {
    copyFileSync(LEGACY, this.path);
    return this.path;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const opened of this.#open.reverse()) await opened.close();
    Deno.removeSync(this.folder, { recursive: true });
  }
}

export const submission = {
  name: "site",
  mode: "single" as const,
  desiredState: "/srv/site.yml",
  options: {
    file: "/srv/site.yml",
    once: false,
    dryRun: false,
    maxIterations: 10,
    onInterrupted: "ask" as const,
  },
};

/** A new loop, claimed. */
export async function claimed(store: Store, name = "worker"): Promise<Lease> {
  const { lease } = await store.queue.submit(submission, { name, leaseMs: 30_000 });
  if (lease === null) throw new Error("submit with an owner gave no lease");
  return lease;
}

/** The loop's newest lease, taken by another worker although the old one still runs. */
export async function takenOver(store: Store, lease: Lease, name = "other"): Promise<Lease> {
  const taken = await store.queue.claim(lease.loop.id, { name, leaseMs: 30_000 }, { isGone: () => true });
  if (taken === null) throw new Error("the loop was not to be had");
  return taken;
}

/** A loop that asks; given back as paused unless told otherwise. Its prompts are the first ones. */
export async function asking(store: Store, texts: string[], { release = true } = {}): Promise<Lease> {
  const lease = await claimed(store);
  const journal = store.journal(lease);
  const { id } = await journal.openIteration({ fresh: true, decidedBy: null });
  const questions = texts.map((text) => ({ kind: "question" as const, text, options: [], about: null }));
  await journal.noteDecision(id, "model", { kind: "ask", reasoning: "", questions }, []);
  await journal.closeIteration(id, { phase: "unfinished", converged: false });
  if (release) await store.queue.release(lease, { kind: "paused", reason: `asks: ${texts.join(" ")}` });
  return lease;
}

/** For `assert.throws` and `rejects`: a StoreError whose sentence and hint are in the words asked for. */
export function storeError(message: RegExp, hint: RegExp): (error: unknown) => true {
  return (error) => {
    assert.ok(error instanceof StoreError, String(error));
    assert.match(error.message, message);
    assert.match(error.hint, hint);
    return true;
  };
}

/** What the feed says of loops, in short. */
export async function news(archive: Archive): Promise<[kind: string, about: number | null, data: unknown][]> {
  return (await archive.feed(0, { limit: 1000 })).map(({ kind, about, data }) => [kind, about, data]);
}

export function action(task: string | null, more: Partial<Action> = {}): Action {
  return { host: "localhost", module: "command", params: { cmd: `echo ${task}` }, name: `run ${task}`, task, ...more };
}

/** The terms of a task with `no_log`. */
export const noLog: NonNullable<Action["terms"]> = {
  play: "Site",
  searchPath: [],
  vars: { get: () => undefined, names: () => [] },
  settle: (result) => result,
  changedWhen: "unset",
  ignoreErrors: false,
  noLog: true,
  handler: false,
};

export function note(task: string | null, more: Partial<Note> = {}, of: Partial<Action> = {}): Note {
  return { action: action(task, of), verdict: "allow", ...more };
}

/** Every row of a table as text, for comparing what is there before and after. */
export function dump(db: DatabaseSync, tables?: string[]): Record<string, unknown[]> {
  const names = tables ??
    db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").all().map(({ name }) =>
      String(name)
    );
  return Object.fromEntries(names.map((name) => [name, db.prepare(`SELECT * FROM ${name} ORDER BY 1`).all()]));
}
