// Opening the file: what is looked at before SQLite is, and the settings that the promises stand on.
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StoreError } from "../model/errors.ts";
import { quoted } from "./quoted.ts";
import { explainSqlite } from "./sqlite_failure.ts";

/**
 * Makes sure that a file is there to be opened, since SQLite says "unable to open" to everything. A new one is readable by
 * its owner only: it will hold copies of files that may be just so. Returns whether nothing is in it yet. Throws StoreError.
 */
export function placeDatabase(path: string, create: boolean): boolean {
  const found = statAt(path);
  if (found?.isDirectory) {
    throw new StoreError(
      `${path} is a folder, not a database`,
      `Name a file in it: --db ${quoted(`${path}/loops.db`)}`,
    );
  }
  if (found !== undefined && !found.isFile) {
    throw new StoreError(`${path} is not a regular file, so it cannot be a database`, "Name another with --db");
  }
  if (found !== undefined && (found.size > 0 || create)) return found.size === 0;
  if (!create) {
    throw new StoreError(
      `No database at ${path}`,
      "Go to the folder in which loops were run or submitted, or name their database with --db; " +
        "`run` and `submit` make one where they are typed, and so does `init-db`",
    );
  }
  const folder = dirname(path);
  if (!statAt(folder)?.isDirectory) {
    throw new StoreError(
      `No database can be made at ${path}: folder ${folder} does not exist`,
      `mkdir -p ${quoted(folder)}`,
    );
  }
  try {
    Deno.openSync(path, { append: true, create: true, mode: 0o600 }).close();
    return true;
  } catch (error) {
    throw new StoreError(
      `No database can be made at ${path}: ${(error as Error).message}`,
      `Run as a user who may write in ${folder}, or name another place with --db`,
      { cause: error },
    );
  }
}

/** What the system says of a path; undefined where nothing is, also below something that is no folder. Throws StoreError. */
export function statAt(path: string): Deno.FileInfo | undefined {
  try {
    return Deno.statSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    // What was withheld from the program is told with what it needs.
    if (error instanceof Deno.errors.NotCapable) throw error;
    throw new StoreError(
      `Database ${path} cannot be looked at: ${(error as Error).message}`,
      "Run as a user who may enter its folder, or name another with --db",
      { cause: error },
    );
  }
}

/** Its bytes; 0 where nothing is. Throws StoreError. */
export function sizeAt(path: string): number {
  return statAt(path)?.size ?? 0;
}

/** Opens the file. Nothing is read yet: what is wrong with its content shows at the first query. Throws StoreError. */
export function connect(path: string, options: { busyTimeoutMs: number; readOnly?: boolean }): DatabaseSync {
  try {
    return new DatabaseSync(path, {
      timeout: options.busyTimeoutMs,
      readOnly: options.readOnly ?? false,
      enableForeignKeyConstraints: true,
    });
  } catch (error) {
    throw new StoreError(
      `Database ${path} cannot be opened: ${(error as Error).message}`,
      "Run as a user who may read and write the file, or name another with --db",
      { cause: error },
    );
  }
}

/** Bytes of write-ahead log that stay on the disk once they are in the file. */
const LOG_LIMIT = 16 * 1024 * 1024;

/**
 * WAL, so that readers and the writer do not wait for each other, and `synchronous=FULL`, so that a commit survives a
 * power cut. A file with something in it is migrated before: the journal mode is part of the file, and one that is refused is
 * left as it is. A new one comes first, because making its tables takes four waits for the disk less.
 */
export function makeDurable(db: DatabaseSync, path: string): void {
  let mode: unknown;
  try {
    mode = db.prepare("PRAGMA journal_mode").get()?.journal_mode;
    // Two processes that switch a new file at once can both be told "locked": neither may wait for the other.
    for (let attempt = 1; mode !== "wal" && attempt <= 5; attempt++) mode = switchToWal(db, attempt === 5);
    db.prepare("PRAGMA synchronous = FULL").run();
    db.prepare(`PRAGMA journal_size_limit = ${LOG_LIMIT}`).all();
  } catch (error) {
    throw explainSqlite(error, path);
  }
  if (mode === "wal") return;
  throw new StoreError(
    `Database ${path} cannot keep a write-ahead log where it is (journal mode ${mode})`,
    "Put it on a local disk: network folders have no shared memory",
  );
}

function switchToWal(db: DatabaseSync, last: boolean): unknown {
  try {
    return db.prepare("PRAGMA journal_mode = WAL").get()?.journal_mode;
  } catch (error) {
    if (last) throw error;
    return undefined;
  }
}
