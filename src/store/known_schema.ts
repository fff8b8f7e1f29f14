// Whether a file holds to the letter what this program's newest schema is: one look, and the migrations are not even loaded.
import type { DatabaseSync } from "node:sqlite";

/** The newest schema: its version, and the SHA-256 of all that a new file holds. A test says what to write here after a migration. */
export const NEWEST = {
  version: 6,
  sha256: "9dab6bbb95a0f96904da2cc38eaf991427755ed4f7346e8f65eb9ea21e617ce4",
};

/** Both are read at one moment. By name: what was upgraded holds the same in another order. As JSON: no text can pass for two. */
const ALL = `SELECT (SELECT user_version FROM pragma_user_version) AS version,
  (SELECT json_group_array(json_array(type, name, tbl_name, sql) ORDER BY type, name) FROM sqlite_schema) AS text`;

/**
 * Whether it is the newest schema and nothing else: no table is missing, no trigger is somebody else's. Whatever differs, even if it does
 * no harm (an index of somebody's own), is for `look` in migrate.ts to judge. Throws what SQLite throws.
 */
export async function isNewest(db: DatabaseSync): Promise<boolean> {
  const found = db.prepare(ALL).get();
  return found?.version === NEWEST.version && await sha256(String(found.text)) === NEWEST.sha256;
}

/** The SHA-256 of all that it holds. */
export function schemaOf(db: DatabaseSync): Promise<string> {
  return sha256(String(db.prepare(ALL).get()?.text));
}

async function sha256(text: string): Promise<string> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text))).toHex();
}
