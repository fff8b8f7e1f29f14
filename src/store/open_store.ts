// The door of the store: a path in, journal, queue and archive out.
import { Kysely } from "kysely";
import { resolve } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { LeaseLost, StoreError } from "../model/errors.ts";
import type { Lease } from "../model/loop.ts";
import type { Archive } from "../ports/archive.ts";
import type { Clock } from "../ports/clock.ts";
import type { Files } from "../ports/files.ts";
import type { HostLeases } from "../ports/host_leases.ts";
import type { HostNotes } from "../ports/host_notes.ts";
import type { Journal } from "../ports/journal.ts";
import type { Outbox } from "../ports/outbox.ts";
import type { Pulse } from "../ports/pulse.ts";
import type { Queue } from "../ports/queue.ts";
import type { Survey } from "../ports/survey.ts";
import type { Upkeep } from "../ports/upkeep.ts";
import { connect, makeDurable, placeDatabase } from "./connection.ts";
import { fence } from "./fence.ts";
import { sqliteHostLeases } from "./host_leases.ts";
import { sqliteHostNotes } from "./host_notes.ts";
import { FileGuard, identityAt } from "./file_guard.ts";
import { keptFiles } from "./kept_files.ts";
import { KeptSources } from "./kept_sources.ts";
import { isNewest, NEWEST } from "./known_schema.ts";
import type { Found } from "./migrate.ts";
import { loadPacking, type Packing } from "./packing.ts";
import { openPulse } from "./pulse.ts";
import { makeShrinkable } from "./shrink.ts";
import { learnToFold } from "./says.ts";
import { sqliteArchive } from "./sqlite_archive.ts";
import { sqliteDialect } from "./sqlite_dialect.ts";
import { explainSqlite } from "./sqlite_failure.ts";
import { sqliteJournal } from "./sqlite_journal.ts";
import { sqliteOutbox } from "./sqlite_outbox.ts";
import { sqliteQueue } from "./sqlite_queue.ts";
import { sqliteSurvey } from "./sqlite_survey.ts";
import { sqliteUpkeep } from "./sqlite_upkeep.ts";
import type { Tables } from "./tables.ts";

export interface StoreOptions {
  /** Make a new database where there is none; otherwise that is a StoreError. */
  create: boolean;
  clock: Clock;
  /** How long to wait for another process's write, in milliseconds. Default 5000. */
  busyTimeoutMs?: number;
  /** Hears what is being done to a big file of an older version, a sentence at a time. */
  say?: ((sentence: string) => void) | undefined;
}

export interface Store {
  /** The database's absolute path. */
  path: string;
  archive: Archive;
  survey: Survey;
  queue: Queue;
  outbox: Outbox;
  upkeep: Upkeep;
  /** What the holder of a lease may write. */
  journal(lease: Lease): Journal;
  /** Which machines the holder of a lease may change. */
  hostLeases(lease: Lease): HostLeases;
  /** What is on record of the loop's hosts. */
  hostNotes(lease: Lease): HostNotes;
  /**
   * Files as the lease's run first reads them: kept in the database with the next journal write, and read from there ever
   * after, also by whoever takes the loop over. The lease must have been given out by this store. One above 8 MiB, or with a connection's
   * password in it, or that `isSecret`, is not kept and must stay as it is: InputError once it changed.
   */
  keptFiles(lease: Lease, inner: Files, isSecret?: (content: Uint8Array) => boolean): Files;
  /** Heartbeats from beside the main thread; one for each process that works. */
  pulse(): Pulse;
  /** Throws a lasting StoreError when the file was removed or replaced since, or a newer program changed its schema; costs microseconds. */
  demandPresent(): void;
  /** What opening did to the file, for people. Empty when nothing. */
  notices: string[];
  /** Writes what leases still hold of files, and closes the file. May be called twice. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Opens the database at `path`, makes or upgrades it where that is needed. Throws StoreError. */
export function openStore(path: string, options: StoreOptions): Promise<Store> {
  return open(resolve(path), options);
}

async function open(path: string, { create, clock, busyTimeoutMs = 5000, say }: StoreOptions): Promise<Store> {
  const notices: string[] = [];
  for (;;) {
    const fresh = placeDatabase(path, create);
    const before = identityAt(path);
    const file = connect(path, { busyTimeoutMs });
    let kept = false;
    try {
      const found = await prepare(file, path, { fresh, create });
      // Whoever waits for an upgrade's lock has opened the file that was put away meanwhile: what it says of itself does not count.
      if (identityAt(path) === before && found.version === NEWEST.version) {
        makeDurable(file, path);
        if (found.empty) notices.push(`Made database ${path}`);
        kept = true;
        return wire(file, path, { notices, clock, busyTimeoutMs });
      }
    } catch (error) {
      if (identityAt(path) === before) throw error;
    } finally {
      if (!kept) file.close();
    }
    if (identityAt(path) !== before) continue;
    // Needed once in a release.
    const { upgrade } = await import("./upgrade.ts");
    notices.push(...await upgrade(path, { clock, busyTimeoutMs, say }));
  }
}

/** Looks at the file, and makes the tables of an empty one. Throws StoreError. */
async function prepare(
  file: DatabaseSync,
  path: string,
  { fresh, create }: { fresh: boolean; create: boolean },
): Promise<Found> {
  try {
    if (fresh) {
      makeShrinkable(file);
      makeDurable(file, path);
    }
    const { version } = NEWEST;
    if (await isNewest(file)) return { version, empty: false };
    // What nearly no start needs: 1 of 38 ms, and so much memory that V8 would collect garbage before the end of a `status`.
    const { look, makeTables } = await import("./migrate.ts");
    const found = look(file, path);
    if (!found.empty) return found;
    if (create) return { version, empty: makeTables(file, path) };
  } catch (error) {
    throw explainSqlite(error, path);
  }
  throw new StoreError(
    `No database at ${path}: the file is empty`,
    "Run `ftl2-enterprise init-db`, or `run`, which makes one",
  );
}

function wire(
  file: DatabaseSync,
  path: string,
  { notices, clock, busyTimeoutMs }: { notices: string[]; clock: Clock; busyTimeoutMs: number },
): Store {
  const guard = new FileGuard(file, path, NEWEST.version);
  learnToFold(file);
  const dialect = sqliteDialect(file, (error) => explainSqlite(error, path), {
    beforeWrite: () => guard.check(),
    begun: () => guard.demandVersion(),
  });
  const db = new Kysely<Tables>({ dialect });
  let reader: DatabaseSync | undefined;
  let packing: Packing | undefined;
  const means = {
    path,
    reader: () => reader ??= connect(path, { busyTimeoutMs, readOnly: true }),
    packing: () => packing ?? unprepared(),
    clock,
  };
  const sources = new Map<string, { lease: Lease; kept: KeptSources }>();
  const sourcesOf = (lease: Lease) => {
    const key = `${lease.loop.id} ${lease.token}`;
    const known = sources.get(key)?.kept;
    if (known !== undefined) return known;
    const kept = new KeptSources(lease, means);
    sources.set(key, { lease, kept });
    return kept;
  };
  const queue = sqliteQueue(db, clock, {
    prepare: async () => void (packing ??= await loadPacking()),
    flush: async (lease, trx) => void await sourcesOf(lease).flush(trx),
    released: (lease) => void sources.delete(`${lease.loop.id} ${lease.token}`),
    commits: () => commitsSeen(means.reader(), path),
  });
  let closed: Promise<void> | undefined;
  const shut = async () => {
    if (guard.broken) return;
    try {
      for (const { lease, kept } of sources.values()) await writeLast(db, lease, kept);
    } finally {
      reader?.close();
      await db.destroy();
      // Kysely closes only what it has used.
      if (file.isOpen) file.close();
    }
  };
  const close = () => closed ??= shut();
  const upkeep = sqliteUpkeep({ ...means, file, db, busyTimeoutMs });
  return {
    path,
    archive: sqliteArchive(db),
    survey: sqliteSurvey(db, { clock, sizes: upkeep.sizes }),
    queue,
    outbox: sqliteOutbox(db, clock),
    upkeep,
    journal: (lease) => sqliteJournal(fence(db, lease, sourcesOf(lease)), { clock, packing: means.packing }),
    hostLeases: (lease) => sqliteHostLeases(fence(db, lease, sourcesOf(lease)), clock),
    hostNotes: (lease) => sqliteHostNotes(fence(db, lease, sourcesOf(lease)), clock),
    keptFiles: (lease, inner, isSecret) => keptFiles(sourcesOf(lease), inner, isSecret),
    pulse: () => openPulse(path, NEWEST.version),
    demandPresent: () => {
      guard.demandPresent();
      guard.demandVersion();
    },
    notices,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** SQLite's count of what other connections have committed; this one never writes, so all of this process's are among them. */
function commitsSeen(reader: DatabaseSync, path: string): number {
  try {
    return Number(reader.prepare("PRAGMA data_version").get()?.data_version);
  } catch (error) {
    throw explainSqlite(error, path);
  }
}

function unprepared(): never {
  throw new Error("Files are kept for leases that this store has given out");
}

/** A lease that was taken over leaves nothing behind: its successor reads for itself. */
async function writeLast(db: Kysely<Tables>, lease: Lease, kept: KeptSources): Promise<void> {
  if (!kept.unwritten) return;
  try {
    await fence(db, lease, kept).write(() => Promise.resolve());
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
  }
}
