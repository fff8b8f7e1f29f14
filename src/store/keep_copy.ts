// The copy of a database that is kept before it is migrated.
import type { DatabaseSync } from "node:sqlite";
import type { Clock } from "../ports/clock.ts";
import { StoreError } from "../model/errors.ts";
import { connect } from "./connection.ts";
import { sqliteCode } from "./sqlite_failure.ts";

/** A finished copy; `remove` takes it away again when nothing came of the migration. */
export interface Copy {
  path: string;
  remove(): void;
}

/**
 * Copies the last committed state, log included, to `<path>.v<version>-<time>.bak`: through a second connection, while the
 * caller holds the write lock, so that nothing can be committed after it. It carries its name only once it is whole and on disk.
 */
export function keepCopy(path: string, terms: { version: number; clock: Clock; busyTimeoutMs: number }): Copy {
  const time = new Date(terms.clock.now()).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const target = freeName(`${path}.v${terms.version}-${time}`);
  const partial = `${target}.partial`;
  const reader = connect(path, terms);
  try {
    writeCopy(reader, partial, (Deno.statSync(path).mode ?? 0o600) & 0o777);
    Deno.renameSync(partial, target);
  } catch (error) {
    discard(partial);
    throw explainCopy(error, target);
  } finally {
    reader.close();
  }
  return { path: target, remove: () => discard(target) };
}

/** Writes what a connection sees now to `target`, with these permission bits, and waits for the disk. */
export function writeCopy(reader: DatabaseSync, target: string, mode: number): void {
  // VACUUM INTO takes an empty file; one that it made itself could be read by everybody for a moment.
  Deno.openSync(target, { write: true, create: true, truncate: true, mode: 0o600 }).close();
  reader.prepare("VACUUM INTO ?").run(target);
  Deno.chmodSync(target, mode);
  using file = Deno.openSync(target, { write: true });
  file.syncSync();
}

/** Two migrations in one second must not overwrite each other's copy; the caller's lock lets only one choose at a time. */
function freeName(stem: string): string {
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

/** SQLite's own errors are explained by whoever migrates. */
function explainCopy(error: unknown, target: string): unknown {
  if (sqliteCode(error) !== undefined) return error;
  return new StoreError(
    `The copy that is kept before migrating cannot be made at ${target}: ${(error as Error).message}`,
    "Run as a user who may write in that folder",
    { cause: error },
  );
}

/** What stands in the way of a copy may stand in the way of removing it; the first error is the one to tell. */
export function discard(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Not made yet, or on a disk that has become read-only.
  }
}
