// Brings a file to the schema of this program: copied first, all in one transaction, checked before the commit.
import { basename } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "../model/errors.ts";
import type { Clock } from "../ports/clock.ts";
import { keepCopy } from "./keep_copy.ts";
import type { Migration } from "./migration.ts";
import { originalSchema } from "./migrations/0001_original_schema.ts";
import { promises } from "./migrations/0002_promises.ts";
import { manyLoops } from "./migrations/0003_many_loops.ts";
import { fleet } from "./migrations/0004_fleet.ts";
import { decisions } from "./migrations/0005_decisions.ts";
import { pages } from "./migrations/0006_pages.ts";
import { explainSqlite } from "./sqlite_failure.ts";
import { wholeTables } from "./whole_tables.ts";

const MIGRATIONS: Migration[] = [originalSchema, promises, manyLoops, fleet, decisions, pages];

/** Tables by which a file of ours, or of the original's, is known. */
const OURS = ["loops", "iterations", "actions"];

/** What an opened file is, before anything is written to it. */
interface Found {
  version: number;
  /** No table at all. */
  empty: boolean;
}

/**
 * Migrates `db` where it is behind. Two processes at once: one does it, the other waits for its lock and finds it done.
 * Returns what was done, as sentences. Throws StoreError and leaves the file as it was.
 */
export function migrate(
  db: DatabaseSync,
  path: string,
  options: { clock: Clock; create: boolean; busyTimeoutMs: number; migrations?: Migration[] },
): string[] {
  const migrations = options.migrations ?? MIGRATIONS;
  const newest = migrations.at(-1)?.version ?? 0;
  try {
    const before = look(db, path, newest);
    if (before.version === newest) return [];
    if (before.empty && !options.create) {
      throw new StoreError(
        `No database at ${path}: the file is empty`,
        "Run `ftl2-enterprise init-db`, or `run`, which makes one",
      );
    }
    db.prepare("BEGIN IMMEDIATE").run();
    // Looked at again: whoever held the lock until now may have done it.
    const found = look(db, path, newest);
    if (found.version < newest) return advance(db, { path, found, migrations, ...options });
    db.prepare("ROLLBACK").run();
    return [];
  } catch (error) {
    if (db.isTransaction) db.prepare("ROLLBACK").run();
    throw explainSqlite(error, path);
  }
}

/** Reads what the file is. Throws StoreError for another program's database and for one of a newer release. */
function look(db: DatabaseSync, path: string, newest: number): Found {
  const version = Number(db.prepare("PRAGMA user_version").get()?.user_version ?? 0);
  const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all().map((row) => String(row.name));
  const empty = tables.length === 0;
  if (!empty && !OURS.every((table) => tables.includes(table))) {
    throw new StoreError(
      `${path} is a database of another program (tables: ${tables.slice(0, 5).join(", ")})`,
      "Name another file with --db; this one is left as it is",
    );
  }
  if (version > newest) {
    throw new StoreError(
      `Database ${path} has schema version ${version}, and this program knows versions up to ${newest}`,
      `Use the newer ftl2-enterprise that wrote it, or the copy it kept before migrating (${path}.v${newest}-*.bak)`,
    );
  }
  return { version, empty };
}

function advance(
  db: DatabaseSync,
  job: { path: string; found: Found; migrations: Migration[]; clock: Clock; busyTimeoutMs: number },
): string[] {
  const { path, found, migrations } = job;
  const newest = migrations.at(-1)?.version;
  if (!found.empty) demandIntact(db, path);
  const copy = found.empty ? null : keepCopy(path, { version: found.version, ...job });
  try {
    const dangling = danglingReferences(db);
    const steps = migrations.filter(({ version }) => version > found.version);
    const statements = steps.flatMap((step) =>
      found.empty ? step.statements : [...step.statements, ...step.fills ?? []]
    );
    // Through `prepare`, not `exec`, whose errors carry no code.
    for (const statement of found.empty ? wholeTables(statements) : statements) db.prepare(statement).run();
    db.prepare(`PRAGMA user_version = ${newest}`).run();
    demandIntact(db, path);
    const broken = danglingReferences(db) - dangling;
    if (broken > 0) throw new Error(`the migration left ${broken} rows that refer to nothing`);
    db.prepare("COMMIT").run();
    if (copy === null) return [`Made database ${path}`];
    const notices = [
      `Migrated ${path} from version ${found.version} to ${newest}; the old file is kept as ${basename(copy.path)}`,
    ];
    if (dangling > 0) {
      notices.push(`${path} holds rows that refer to missing ones (${dangling}); they are kept as they are`);
    }
    return notices;
  } catch (error) {
    copy?.remove();
    const told = explainSqlite(error, path);
    if (told instanceof StoreError) throw told;
    throw new StoreError(
      `Database ${path} cannot be migrated from version ${found.version} to ${newest}: ${(error as Error).message}`,
      "The file is as it was; go on with the program that wrote it, and please report this",
      { cause: error },
    );
  }
}

function demandIntact(db: DatabaseSync, path: string): void {
  const found = db.prepare("PRAGMA integrity_check").all().map((row) => String(row.integrity_check));
  if (found.length === 1 && found[0] === "ok") return;
  throw new StoreError(
    `Database ${path} is damaged: ${found.slice(0, 3).join("; ")}`,
    `Keep the file and save what can be read with \`sqlite3 '${path}' .recover\``,
  );
}

/** The original never turned foreign keys on, so a file of its may hold rows that refer to nothing. */
function danglingReferences(db: DatabaseSync): number {
  return db.prepare("PRAGMA foreign_key_check").all().length;
}
