// Whether an upgraded copy holds what the old file holds, and whether what was counted and added is right.
import type { DatabaseSync } from "node:sqlite";
import { verifyCounted, verifyRecord } from "./verify.ts";

/**
 * Throws where a table has more or fewer rows, or where the copy does not add up; what stands in rows is not compared. Returns what is odd in the
 * record itself, as a sentence: it was so before, and is kept so.
 */
export function verifyUpgrade(old: DatabaseSync, made: DatabaseSync): string[] {
  for (const table of tablesOf(old)) {
    const [before, after] = [old, made].map((db) => Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n));
    if (before !== after) throw new Error(`the copy has ${after} rows in ${table}, where there were ${before}`);
  }
  const [wrong] = verifyCounted(made);
  if (wrong !== undefined) throw new Error(`the copy does not add up: ${wrong}`);
  const found = verifyRecord(made);
  if (found.length === 0) return [];
  return [`Its record is odd in ${found.length} places, as it was before: see \`verify\` (${found[0]})`];
}

function tablesOf(db: DatabaseSync): string[] {
  return db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all()
    .map(({ name }) => `"${String(name).replaceAll('"', '""')}"`);
}
