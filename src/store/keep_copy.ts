// A whole copy of a database, on disk, under a name that nothing else has.
import { backup, type DatabaseSync } from "node:sqlite";

/**
 * Writes what a connection sees now to `target`, for its owner only, and waits for the disk. Page by page: VACUUM INTO would need another
 * database attached, which Deno allows only to a program that may do everything.
 */
export async function writeCopy(reader: DatabaseSync, target: string): Promise<void> {
  // SQLite takes an empty file; one that it made itself could be read by everybody for a moment.
  (await Deno.open(target, { write: true, create: true, truncate: true, mode: 0o600 })).close();
  // What is read first has to be had already: `backup` waits for a lock for ever, and this only as long as the connection waits.
  reader.prepare("BEGIN").run();
  try {
    reader.prepare("SELECT count(*) FROM sqlite_schema").get();
    await backup(reader, target, { rate: ALL_PAGES });
  } finally {
    if (reader.isTransaction) reader.prepare("ROLLBACK").run();
  }
  syncFile(target);
}

/** In one step: between two of them others may write, and it would begin anew. */
const ALL_PAGES = 2 ** 31 - 1;

/** Waits until what was written to a file, or to a folder, is on the disk. */
export function syncFile(path: string): void {
  using file = Deno.openSync(path);
  file.syncSync();
}

/** A name for a copy; two in one second must not overwrite each other. */
export function freeName(stem: string): string {
  let name = `${stem}.bak`;
  for (let n = 2; isThere(name); n++) name = `${stem}-${n}.bak`;
  return name;
}

/** Anything of that name, a link to nothing included. */
export function isThere(path: string): boolean {
  try {
    Deno.lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** A copy that comes to nothing, and what SQLite has put beside it. */
export function discardDatabase(path: string): void {
  for (const end of ["", "-wal", "-shm", "-journal"]) discard(`${path}${end}`);
}

/** What stands in the way of a copy may stand in the way of removing it; the first error is the one to tell. */
export function discard(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Not made yet, or on a disk that has become read-only.
  }
}
