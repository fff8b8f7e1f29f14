// A database that nobody else has open: what may be replaced by another file, its log folded in and out of the way.
import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "../model/errors.ts";
import { connect } from "./connection.ts";
import { identityAt } from "./file_guard.ts";
import { quoted } from "./quoted.ts";
import { BUSY, explainSqlite, sqliteCode } from "./sqlite_failure.ts";
import { whoHasOpen, whoHolds } from "./who_holds.ts";

/** The file under its lock. As long as it is open nobody else reads or writes it. */
export interface HeldAlone {
  db: DatabaseSync;
  /** Lets go of a file that stays where it is: with a log again where it had one. */
  close(): void;
  /** Lets go of a file whose name another one has now. Whoever waited for the lock is told this version by it; nobody writes a row into it any more. */
  abandon(version: number): void;
}

/** Milliseconds between two tries. A connection that waits would be in the way of another that wants the same. */
const PAUSE_MS = 25;

/**
 * Waits until nobody else has the file open, `busyTimeoutMs` at most. Without a log there is nothing beside the file that could
 * come to lie beside another of its name. Throws StoreError, which names who has it.
 */
export function holdAlone(path: string, purpose: string, busyTimeoutMs: number): HeldAlone {
  const clock = () => performance.now();
  for (const end = clock() + busyTimeoutMs;;) {
    const held = attempt(path);
    if (held !== null) return held;
    if (clock() >= end) throw inUse(path, purpose);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
}

/** Null when somebody has it, or when it was replaced while it was being opened. */
function attempt(path: string): HeldAlone | null {
  const before = identityAt(path);
  const db = connect(path, { busyTimeoutMs: 0 });
  try {
    const mode = journal(db);
    // Before the lock is one that stays: under such a one SQLite would leave its journal lying.
    journal(db, "DELETE");
    db.prepare("PRAGMA locking_mode = EXCLUSIVE").get();
    db.prepare("BEGIN EXCLUSIVE").run();
    db.prepare("COMMIT").run();
    // Between the two somebody may have been quicker. Without a log whoever has it open and does nothing has no lock.
    const alone = journal(db) === "delete" && identityAt(path) === before &&
      (mode === "wal" || whoHasOpen(path).length === 0);
    if (alone) return heldWith(db, mode);
    db.close();
    return null;
  } catch (error) {
    db.close();
    if (sqliteCode(error) === BUSY) return null;
    throw explainSqlite(error, path);
  }
}

function heldWith(db: DatabaseSync, mode: string): HeldAlone {
  return {
    db,
    close: () => {
      try {
        db.prepare("PRAGMA locking_mode = NORMAL").get();
        if (mode === "wal") journal(db, "WAL");
      } finally {
        db.close();
      }
    },
    abandon: (version) => {
      try {
        // In memory: a journal of its would lie beside the new file, and be taken for that one's.
        journal(db, "MEMORY");
        db.prepare(`PRAGMA user_version = ${version}`).run();
        if (mode !== "wal") hideTables(db);
      } catch {
        // The new file is in its place: what cannot be done to one without a name takes nothing from anybody.
      } finally {
        db.close();
      }
    },
  };
}

/** Somebody whom nobody saw may have it open, and ask for no version, as the Python program: each statement of theirs is to fail, not to write where nobody reads. */
function hideTables(db: DatabaseSync): void {
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all();
  db.prepare("BEGIN").run();
  for (const name of tables.map(({ name }) => String(name).replaceAll('"', '""'))) {
    db.prepare(`ALTER TABLE "${name}" RENAME TO "${name} of an upgraded file"`).run();
  }
  db.prepare("COMMIT").run();
}

function journal(db: DatabaseSync, mode?: "DELETE" | "MEMORY" | "WAL"): string {
  const sql = mode === undefined ? "PRAGMA journal_mode" : `PRAGMA journal_mode = ${mode}`;
  return String(db.prepare(sql).get()?.journal_mode);
}

function inUse(path: string, purpose: string): StoreError {
  const holders = whoHolds(path);
  const who = holders.length === 0 ? "another process" : holders.map(({ told }) => told).join(", ");
  const pids = holders.map(({ pid }) => pid).join(" ");
  return new StoreError(
    `Database ${path} ${purpose}, and ${who} still ${holders.length > 1 ? "use" : "uses"} it: it is left as it is`,
    `${
      pids === "" ? `Find it with \`fuser -v ${quoted(path)}\`, end it` : `End it (\`kill ${pids}\`)`
    }, then type the same again: a program of an older release must not go on writing`,
  );
}
