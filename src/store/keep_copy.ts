// The copy of a database that is kept before it is migrated.
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
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
    // VACUUM INTO takes an empty file; one that it made itself could be read by everybody for a moment.
    closeSync(openSync(partial, "w", 0o600));
    reader.prepare("VACUUM INTO ?").run(partial);
    chmodSync(partial, statSync(path).mode & 0o777);
    const file = openSync(partial, "r+");
    fsyncSync(file);
    closeSync(file);
    renameSync(partial, target);
  } catch (error) {
    discard(partial);
    throw explainCopy(error, target);
  } finally {
    reader.close();
  }
  return { path: target, remove: () => discard(target) };
}

/** Two migrations in one second must not overwrite each other's copy. */
function freeName(stem: string): string {
  let name = `${stem}.bak`;
  for (let n = 2; existsSync(name); n++) name = `${stem}-${n}.bak`;
  return name;
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

/** What stands in the way of the copy may stand in the way of removing it; the first error is the one to tell. */
function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch (error) {
    if ((error as { code?: unknown }).code === undefined) throw error;
  }
}
