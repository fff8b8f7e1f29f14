// Whether a file has all that its version number says: it may have been changed by hand, or be from between two releases.
import type { DatabaseSync } from "node:sqlite";
import { StoreError } from "../model/errors.ts";
import type { Migration } from "./migration.ts";
import { wholeTables } from "./whole_tables.ts";

const MADE = /^\s*CREATE (?:UNIQUE )?(TABLE|INDEX|TRIGGER) (?:IF NOT EXISTS )?(\w+)/;
const GONE = /^\s*DROP (?:INDEX|TRIGGER) (\w+)/;
const COLUMN = /[(,]\s*"?(\w+)"? (?:TEXT|INTEGER|REAL|BLOB)\b/g;

/** Throws StoreError for a table, column, index or trigger of the newest version that the file lacks. */
export function demandWholeSchema(db: DatabaseSync, path: string, migrations: readonly Migration[]): void {
  const wanted = new Map<string, string>();
  for (const statement of wholeTables(migrations.flatMap((each) => each.statements))) {
    const made = MADE.exec(statement)?.[2];
    if (made !== undefined) wanted.set(made, statement);
    const gone = GONE.exec(statement)?.[1];
    // What is dropped and made anew comes again behind it.
    if (gone !== undefined) wanted.delete(gone);
  }
  const there = new Map(
    db.prepare("SELECT name, sql FROM sqlite_schema").all().map(({ name, sql }) => [String(name), String(sql)]),
  );
  const lacking = [...wanted].flatMap(([name, statement]) => lackOf(name, statement, there.get(name)));
  if (lacking.length === 0) return;
  throw new StoreError(
    `Database ${path} says that it has schema version ${migrations.at(-1)?.version}, and lacks ${lacking[0]}${
      lacking.length > 1 ? ` and ${lacking.length - 1} more` : ""
    }`,
    `It was changed by hand, or by a program from between two releases: go back to a kept copy (${path}.v*.bak) or to a backup; this file is left as it is`,
  );
}

function lackOf(name: string, statement: string, there: string | undefined): string[] {
  const kind = MADE.exec(statement)?.[1]?.toLowerCase() ?? "";
  if (there === undefined) return [`${kind} ${name}`];
  if (kind !== "table") return [];
  const columns = new Set(columnsOf(there));
  return columnsOf(statement).filter((column) => !columns.has(column)).map((column) => `column ${name}.${column}`);
}

function columnsOf(statement: string): string[] {
  return [...statement.matchAll(COLUMN)].map(([, column]) => column!);
}
