// What somebody has put among our tables: it would do something else with each row that is written, or show what is not on record.
import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "../model/errors.ts";
import type { Migration } from "./migration.ts";
import { quoted } from "./quoted.ts";

/** A trigger's text as SQLite keeps it: from its name on. */
const TRIGGER = /^\s*CREATE TRIGGER\s+/;
const TABLE = /^\s*CREATE TABLE (?:IF NOT EXISTS )?(\w+)/;

/** SQLite's words for what is no table of rows: those that are may be anybody's. */
const OTHERS = `SELECT type, name, tbl_name, sql FROM sqlite_schema
  WHERE type IN ('trigger', 'view') OR type = 'table' AND sql LIKE 'CREATE VIRTUAL%'`;

/**
 * Throws StoreError where a table of ours has a trigger that is none of ours, or where a view or a virtual table stands under its name. Nothing
 * else in a file can act: SQLite lets none load a library or read another file.
 */
export function demandOwnSchema(db: DatabaseSync, path: string, migrations: readonly Migration[]): void {
  const found = db.prepare(OTHERS).all().map((row) => ({
    type: String(row.type),
    name: String(row.name),
    table: String(row.tbl_name),
    sql: String(row.sql),
  }));
  if (found.length === 0) return;
  const statements = migrations.flatMap((each) => each.statements);
  const triggers = new Set(statements.filter((text) => TRIGGER.test(text)).map((text) => text.replace(TRIGGER, "")));
  const tables = new Set(statements.flatMap((text) => TABLE.exec(text)?.[1] ?? []));
  for (const { type, name, table, sql } of found) {
    if (!tables.has(table.toLowerCase())) continue;
    if (type === "trigger" && triggers.has(sql.replace(TRIGGER, ""))) continue;
    const kind = type === "table" ? "virtual table" : type;
    throw new StoreError(
      `Database ${path} has a ${kind} ${name}${
        type === "trigger" ? ` on ${table}` : ""
      } that is not ours: nothing in the record could be believed`,
      `Look at it with \`sqlite3 ${
        quoted(path)
      } .schema\`; if you know it, take it away there (DROP ${type.toUpperCase()} …), else do not use this file`,
    );
  }
}
