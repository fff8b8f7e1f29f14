// The names in a database, for whoever completes a command line: nothing is made, changed or migrated, and what cannot be read has none.
import { DatabaseSync } from "node:sqlite";
import { resolve } from "node:path";
import { readStrings } from "./json_column.ts";
import type { NamedLoop, NamedPrompt, RecordNames } from "../ports/record_names.ts";

/** Rows of a kind at most: nobody reads a longer list, and a shell takes long to sort one. */
const MOST = 2000;

/** Milliseconds to wait for a writer: whoever pressed a key waits, too. */
const PATIENCE_MS = 200;

type Row = Record<string, unknown>;

/** The names in the database at `path`. None where there is no database, or one that has not these tables. */
export function namesOnRecord(path: string): RecordNames {
  const read = (sql: string): Row[] => {
    let db: DatabaseSync | undefined;
    try {
      db = open(resolve(path));
      if (db === undefined || db.prepare(FOREIGN).get() !== undefined) return [];
      return db.prepare(sql).all();
    } catch {
      return [];
    } finally {
      db?.close();
    }
  };
  return {
    loops: () => loopsOf(read),
    prompts: () => read(PROMPTS).map(promptOf),
    hosts: () => read(HOSTS).map(({ name, status }) => ({ name: String(name), status: String(status) })),
  };
}

/** Letters of a text: a name that is longer nobody completes, and of a question this is enough to know it. */
const LONG = 300;

const LOOPS =
  `SELECT id, substr(name, 1, ${LONG}) AS name, status, next_run_at FROM loops ORDER BY id DESC LIMIT ${MOST}`;
/** The original has no times to come. */
const PLAIN_LOOPS = LOOPS.replace(", next_run_at", "");
const PROMPTS =
  `SELECT p.id, p.loop_id, substr(l.name, 1, ${LONG}) AS name, substr(p.prompt_text, 1, ${LONG}) AS text, p.options
  FROM prompts p JOIN loops l ON l.id = p.loop_id WHERE p.status = 'pending' ORDER BY p.id LIMIT ${MOST}`;
const HOSTS = `SELECT substr(hostname, 1, ${LONG}) AS name, max(status) AS status FROM hosts WHERE status <> 'gone'
  GROUP BY hostname ORDER BY hostname LIMIT ${MOST}`;
/** A view of such a name is not ours, and could take for ever. */
const FOREIGN = "SELECT 1 FROM sqlite_schema WHERE type <> 'table' AND name IN ('loops', 'prompts', 'hosts')";

/**
 * Opens it to be read. Where nobody has a log beside it the file is all there is: opened as one that nobody writes, it leaves no files of SQLite's
 * behind. Deno takes such an address only where the program may do everything; else a writer, which it is not, clears away what opening made, and
 * one that may only read leaves two empty files. Undefined where there is no database.
 */
function open(path: string): DatabaseSync | undefined {
  if (sizeOf(path) === 0) return undefined;
  const options = { timeout: PATIENCE_MS };
  const place = path.split("/").map(encodeURIComponent).join("/");
  const asReader = () => new DatabaseSync(path, { ...options, readOnly: true });
  if (sizeOf(`${path}-wal`) > 0) return asReader();
  const ways = [
    () => new DatabaseSync(`file:${place}?mode=ro&immutable=1`, { ...options, readOnly: true }),
    () => new DatabaseSync(path, options),
  ];
  for (const way of ways) {
    try {
      return way();
    } catch {
      // The next one may.
    }
  }
  return asReader();
}

function sizeOf(path: string): number {
  try {
    const { isFile, size } = Deno.statSync(path);
    return isFile ? size : 0;
  } catch {
    return 0;
  }
}

function loopsOf(read: (sql: string) => Row[]): NamedLoop[] {
  const rows = read(LOOPS);
  return (rows.length > 0 ? rows : read(PLAIN_LOOPS)).map(({ id, name, status, next_run_at: next }) => ({
    id: Number(id),
    name: String(name),
    status: String(status),
    nextRunAt: typeof next === "string" ? next : null,
  }));
}

function promptOf({ id, loop_id: loop, name, text, options }: Row): NamedPrompt {
  return {
    id: Number(id),
    loop: { id: Number(loop), name: String(name) },
    text: String(text),
    options: readStrings(typeof options === "string" ? options : null),
  };
}
