// What schema a file has, and how it gets this program's: all in one transaction, checked before the commit.
import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "../model/errors.ts";
import { demandOwnSchema } from "./foreign_schema.ts";
import type { Migration } from "./migration.ts";
import { originalSchema } from "./migrations/0001_original_schema.ts";
import { promises } from "./migrations/0002_promises.ts";
import { manyLoops } from "./migrations/0003_many_loops.ts";
import { fleet } from "./migrations/0004_fleet.ts";
import { decisions } from "./migrations/0005_decisions.ts";
import { pages } from "./migrations/0006_pages.ts";
import { quoted } from "./quoted.ts";
import { explainSqlite } from "./sqlite_failure.ts";
import { demandWholeSchema } from "./whole_schema.ts";
import { wholeTables } from "./whole_tables.ts";

/** All of them, in order. */
export const MIGRATIONS: readonly Migration[] = [originalSchema, promises, manyLoops, fleet, decisions, pages];

/** Tables by which a file of ours, or of the original's, is known. */
const OURS = ["loops", "iterations", "actions"];

/** What an opened file is, before anything is written to it. */
export interface Found {
  version: number;
  /** No table at all. */
  empty: boolean;
}

/**
 * Reads what the file is. Throws StoreError for another program's database, for one of a newer release, for one that lacks what its version
 * has, and for one with something among its tables that is not ours.
 */
export function look(db: DatabaseSync, path: string, migrations: readonly Migration[] = MIGRATIONS): Found {
  const newest = versionOf(migrations);
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
      `Database ${path} has schema version ${version}, and this program knows versions up to ${newest}: a newer ftl2-enterprise wrote it, and it is left as it is`,
      `Use that newer ftl2-enterprise, or go back to the copy that was kept before (${path}.v${newest}-*.bak)`,
    );
  }
  demandOwnSchema(db, path, migrations);
  if (version === newest && !empty) demandWholeSchema(db, path, migrations);
  return { version, empty };
}

/** What an opened file is, and the newest version there is; nothing is written. Throws as `look` does. */
export function identify(db: DatabaseSync, path: string): Found & { newest: number } {
  return { ...look(db, path), newest: versionOf(MIGRATIONS) };
}

/** Makes the tables of an empty file. Two processes at once: one does it, the other waits for its lock and finds it done. Whether it was this one. */
export function makeTables(db: DatabaseSync, path: string, migrations: readonly Migration[] = MIGRATIONS): boolean {
  try {
    db.prepare("BEGIN IMMEDIATE").run();
    const { empty } = look(db, path, migrations);
    if (empty) {
      for (const statement of wholeTables(migrations.flatMap((each) => each.statements))) db.prepare(statement).run();
      db.prepare(`PRAGMA user_version = ${versionOf(migrations)}`).run();
    }
    db.prepare("COMMIT").run();
    return empty;
  } catch (error) {
    if (db.isTransaction) db.prepare("ROLLBACK").run();
    throw explainSqlite(error, path);
  }
}

/** Brings a file of an older version to the newest, in one transaction. Throws what SQLite throws, and an Error where rows came to refer to nothing. */
export function migrate(db: DatabaseSync, from: number, migrations: readonly Migration[] = MIGRATIONS): void {
  db.prepare("BEGIN IMMEDIATE").run();
  const dangling = danglingReferences(db);
  for (const { statements, fills = [] } of migrations.filter(({ version }) => version > from)) {
    // Through `prepare`, not `exec`, whose errors carry no code.
    for (const statement of [...statements, ...fills]) db.prepare(statement).run();
  }
  db.prepare(`PRAGMA user_version = ${versionOf(migrations)}`).run();
  const broken = danglingReferences(db) - dangling;
  if (broken > 0) throw new Error(`the migration left ${broken} rows that refer to nothing`);
  db.prepare("COMMIT").run();
}

/** The version that they lead to. */
export function versionOf(migrations: readonly Migration[]): number {
  return migrations.at(-1)?.version ?? 0;
}

/** Throws StoreError where SQLite finds pages or indexes of the file damaged. Reads all of it. */
export function demandIntact(db: DatabaseSync, path: string): void {
  const found = db.prepare("PRAGMA integrity_check").all().map((row) => String(row.integrity_check));
  if (found.length === 1 && found[0] === "ok") return;
  throw new StoreError(
    `Database ${path} is damaged: ${found.slice(0, 3).join("; ")}`,
    `Keep the file and save what can be read with \`sqlite3 ${quoted(path)} .recover\``,
  );
}

/** How many rows refer to nothing. The original never turned foreign keys on, so a file of its may hold some. */
export function danglingReferences(db: DatabaseSync): number {
  return db.prepare("PRAGMA foreign_key_check").all().length;
}
