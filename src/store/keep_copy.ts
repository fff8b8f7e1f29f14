// The copy of a database that is kept before it is migrated.
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from "node:fs";
import type { Clock } from "../ports/clock.ts";
import { connect } from "./connection.ts";

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
  rmSync(partial, { force: true });
  const reader = connect(path, terms);
  try {
    // VACUUM INTO takes an empty file; one that it made itself could be read by everybody for a moment.
    closeSync(openSync(partial, "wx", 0o600));
    reader.prepare("VACUUM INTO ?").run(partial);
    chmodSync(partial, statSync(path).mode & 0o777);
    const file = openSync(partial, "r+");
    fsyncSync(file);
    closeSync(file);
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    reader.close();
  }
  return { path: target, remove: () => rmSync(target, { force: true }) };
}

/** Two migrations in one second must not overwrite each other's copy. */
function freeName(stem: string): string {
  let name = `${stem}.bak`;
  for (let n = 2; existsSync(name); n++) name = `${stem}-${n}.bak`;
  return name;
}
