// An older database becomes one of this program: a copy of it is brought up to date, looked through, and takes its place; the old one is kept.
import { basename, dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "../model/errors.ts";
import type { Clock } from "../ports/clock.ts";
import { connect } from "./connection.ts";
import { copyAttributes, demandGroup, demandOwn } from "./file_attributes.ts";
import { identityAt } from "./file_guard.ts";
import { holdAlone } from "./held_alone.ts";
import { discard, discardDatabase, freeName, syncFile, writeCopy } from "./keep_copy.ts";
import { danglingReferences, demandIntact, look, migrate, MIGRATIONS, versionOf } from "./migrate.ts";
import type { Migration } from "./migration.ts";
import { demandRoom, megabytes } from "./room_for.ts";
import { explainSqlite } from "./sqlite_failure.ts";
import { verifyUpgrade } from "./verify_upgrade.ts";

export interface UpgradeOptions {
  clock: Clock;
  busyTimeoutMs: number;
  /** Hears what is being done, where that takes its time. */
  say?: ((sentence: string) => void) | undefined;
  /** Hears each step before it is taken: a test dies there. */
  step?: ((name: string) => void) | undefined;
  migrations?: readonly Migration[];
}

/** Of a file below this size nobody hears what is being done with it: it is done at once. */
const WORTH_TELLING = 50_000_000;
/** Two copies, and what one of them gets: measured 2.00 times a file of 1.2 GB, most of it outputs; of short rows new indexes take more. */
const ROOM = 2.5;
/** Empty tables and indexes, which are most of a small file. */
const ROOM_AT_LEAST = 4_000_000;

/**
 * Upgrades the database at `path` under a lock that keeps everybody else out. At any moment of it, and after a death at any moment, the old
 * file or the new one has the name, whole, with nothing of the other beside it. Returns sentences; none when somebody else has done it in
 * the meantime. Throws StoreError and leaves the file as it was.
 */
export async function upgrade(path: string, options: UpgradeOptions): Promise<string[]> {
  // A link goes on showing where it shows: what it shows at is replaced.
  const file = await Deno.realPath(path);
  const migrations = options.migrations ?? MIGRATIONS;
  const newest = versionOf(migrations);
  const job = { ...options, path, file, migrations, newest };
  const seen = lookBefore(job);
  if (seen === null) return [];
  const { version, bytes } = seen;
  const purpose = `Bringing ${path} from schema version ${version} to ${newest}`;
  demandRoom(file, bytes * ROOM + ROOM_AT_LEAST, purpose);
  const held = holdAlone(
    file,
    `has schema version ${version} and has to be brought to ${newest}`,
    options.busyTimeoutMs,
  );
  let replaced = false;
  try {
    // Looked at again: whoever held the lock until now may have done it.
    if (look(held.db, path, migrations).version !== version) return [];
    return await makeAndSwap(held.db, { ...job, version, bytes }, () => replaced = true);
  } catch (error) {
    throw replaced ? unsure(error, path, newest) : explained(error, path, newest);
  } finally {
    if (replaced) held.abandon(newest);
    else held.close();
  }
}

/** All that may be against it, seen before anything is touched. Null when somebody else has done it already, or is just done. */
function lookBefore(
  { path, file, migrations, newest, busyTimeoutMs, say }: Omit<Job, "version" | "bytes">,
): { version: number; bytes: number } | null {
  const before = identityAt(file);
  const db = connect(file, { busyTimeoutMs });
  try {
    const { version } = look(db, path, migrations);
    const bytes = sizeOf(db);
    if (version === newest) return null;
    demandOwn(file);
    demandGroup(file);
    if (bytes >= WORTH_TELLING) {
      say?.(`${path} (${megabytes(bytes)}) has schema version ${version} and is brought to ${newest}: it is checked …`);
    }
    demandIntact(db, path);
    return { version, bytes };
  } catch (error) {
    if (identityAt(file) !== before) return null;
    throw explained(error, path, newest);
  } finally {
    db.close();
  }
}

interface Job extends UpgradeOptions {
  /** As it was named, and where it really is. */
  path: string;
  file: string;
  migrations: readonly Migration[];
  version: number;
  newest: number;
  bytes: number;
}

async function makeAndSwap(old: DatabaseSync, job: Job, swapped: () => void): Promise<string[]> {
  const { path, file, version, newest, bytes, clock, step = () => {} } = job;
  const say = bytes < WORTH_TELLING ? () => {} : job.say ?? (() => {});
  sweep(file);
  const time = new Date(clock.now()).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const kept = freeName(`${file}.v${version}-${time}`);
  const partial = { kept: `${kept}${UNFINISHED}`, made: `${file}.v${newest}-${time}${UNFINISHED}` };
  try {
    step("copy");
    say("… it is copied …");
    for (const each of Object.values(partial)) await writeCopy(old, each);
    step("migrate");
    say("… the copy is brought up to date, which takes longest …");
    advance(partial.made, job);
    step("verify");
    say("… the copy is compared with the old one …");
    const notices = lookThrough(old, partial.made, job);
    for (const each of Object.values(partial)) copyAttributes(file, each);
    swap(partial, { kept, file }, { step, swapped });
    return [
      `Brought ${path} from schema version ${version} to ${newest}; the old file is kept as ${
        dirname(file) === dirname(path) ? basename(kept) : kept
      }`,
      ...notices,
    ];
  } catch (error) {
    for (const each of Object.values(partial)) discardDatabase(each);
    throw error;
  }
}

/** The old file's copy has its name first, so that there is never a new file without it. */
function swap(
  partial: { kept: string; made: string },
  { kept, file }: { kept: string; file: string },
  { step, swapped }: { step: (name: string) => void; swapped: () => void },
): void {
  step("keep");
  Deno.renameSync(partial.kept, kept);
  syncFile(dirname(file));
  step("swap");
  Deno.renameSync(partial.made, file);
  swapped();
  step("swapped");
  syncFile(dirname(file));
}

/** No journal: a copy that comes to nothing is thrown away, and one that comes to something is on disk before it gets its name. */
function advance(made: string, { version, migrations, busyTimeoutMs }: Job): void {
  const db = connect(made, { busyTimeoutMs });
  try {
    db.prepare("PRAGMA synchronous = OFF").run();
    db.prepare("PRAGMA journal_mode = OFF").get();
    migrate(db, version, migrations);
    // Part of the file, and what everybody switches it to who opens it.
    db.prepare("PRAGMA journal_mode = WAL").get();
  } finally {
    db.close();
  }
  syncFile(made);
}

function lookThrough(old: DatabaseSync, made: string, { path, busyTimeoutMs, migrations }: Job): string[] {
  const db = connect(made, { busyTimeoutMs });
  try {
    demandIntact(db, made);
    look(db, made, migrations);
    const dangling = danglingReferences(db);
    const notices = verifyUpgrade(old, db);
    if (dangling > 0) {
      notices.push(`${path} holds rows that refer to missing ones (${dangling}); they are kept as they are`);
    }
    return notices;
  } finally {
    db.close();
  }
}

/** How the name of a copy ends that has not got its own yet. */
const UNFINISHED = ".partial";

/** Takes away what an upgrade has left that died: whoever has the lock is the only one at it. */
function sweep(file: string): void {
  const ours = new RegExp(`^\\.v\\d+-\\d+T\\d+Z(-\\d+)?(\\.bak)?\\${UNFINISHED}(-wal|-shm|-journal)?$`);
  for (const { name } of Deno.readDirSync(dirname(file))) {
    const begin = basename(file);
    if (name.startsWith(begin) && ours.test(name.slice(begin.length))) discard(`${dirname(file)}/${name}`);
  }
}

function sizeOf(db: DatabaseSync): number {
  const [pages, size] = ["page_count", "page_size"].map((name) => Number(db.prepare(`PRAGMA ${name}`).get()?.[name]));
  return pages! * size!;
}

/** The new file has its name; a power cut could still take it back to the old one. */
function unsure(error: unknown, path: string, newest: number): StoreError {
  return new StoreError(
    `Database ${path} was brought to schema version ${newest}, and the disk does not say that it keeps it: ${
      (error as Error).message
    }`,
    "Look at the disk (`df`, `dmesg`), then type the same again; the old file is kept beside it",
    { cause: error },
  );
}

function explained(error: unknown, path: string, newest: number): unknown {
  const told = explainSqlite(error, path);
  if (told instanceof StoreError) return told;
  const why = (error as Error).message;
  if (error instanceof Deno.errors.NotCapable) {
    return new StoreError(
      `Database ${path} has to be brought to schema version ${newest}, and this process may not write in its folder`,
      "Type `ftl2-enterprise init-db` first, without narrowed permissions",
      { cause: error },
    );
  }
  if (error instanceof Deno.errors.PermissionDenied || /EROFS|[Rr]ead-only/.test(why)) {
    return new StoreError(
      `Database ${path} has to be brought to schema version ${newest}, and no copy of it can be made in its folder: ${why}`,
      "Run as a user who may write in that folder; the file is as it was",
      { cause: error },
    );
  }
  return new StoreError(
    `Database ${path} cannot be brought to schema version ${newest}: ${why}`,
    "The file is as it was; go on with the program that wrote it, and please report this",
    { cause: error },
  );
}
