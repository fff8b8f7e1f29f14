// Whether an upgraded copy holds what the old file holds, and whether what was counted and added is right.
import type { DatabaseSync } from "node:sqlite";
import { verifyCounted, verifyRows } from "./verify.ts";

/** The old file, and the copy that was brought up to date. */
interface Pair {
  old: DatabaseSync;
  made: DatabaseSync;
}

/**
 * Throws where a table lacks a row, has one more, or has another in its place, and where the copy does not add up. Returns what is odd in the
 * record itself, as a sentence: it was so before, and is kept so.
 */
export function verifyUpgrade(old: DatabaseSync, made: DatabaseSync): string[] {
  for (const table of tablesOf(old)) demandSameRows(table, { old, made });
  const [wrong] = verifyCounted(made);
  if (wrong !== undefined) throw new Error(`the copy does not add up: ${wrong}`);
  const found = verifyRows(made);
  if (found.length === 0) return [];
  return [`Its record is odd in ${found.length} places, as it was before: see \`verify\` (${found[0]})`];
}

/** Those that have rows of their own. */
function tablesOf(db: DatabaseSync): string[] {
  return namesIn(
    db,
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND sql NOT LIKE 'CREATE VIRTUAL%'",
  );
}

/** By the columns that the old table has, in the order in which both files have the rows: no migration gives them another. */
function demandSameRows(table: string, { old, made }: Pair): void {
  const [before, after] = [old, made].map((db) => Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n));
  if (before !== after) throw new Error(`the copy has ${after} rows in ${table}, where there were ${before}`);
  const values = namesIn(old, `PRAGMA table_info(${table})`).map((column) => `ifnull(${column}, char(0))`);
  // As bytes: node:sqlite would end a text at its first NUL. One blob a row takes half as long as values with their types.
  const row = `cast(concat_ws(char(31), ${values.join(", ")}) AS BLOB)`;
  const rows = (db: DatabaseSync) => db.prepare(`SELECT ${row} AS row FROM ${table} NOT INDEXED`).iterate();
  const copied = rows(made);
  let at = 0;
  for (const { row } of rows(old)) {
    at++;
    if (!isSame(row as Uint8Array, copied.next().value?.row as Uint8Array)) {
      throw new Error(`the copy has another row in ${table} than there was: number ${at} of ${before}`);
    }
  }
}

function namesIn(db: DatabaseSync, sql: string): string[] {
  return db.prepare(sql).all().map(({ name }) => `"${String(name).replaceAll('"', '""')}"`);
}

function isSame(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}
