// A database looked at from outside: nothing is made, migrated or written, not even SQLite's own files beside it.
import { DatabaseSync } from "node:sqlite";
import { connect, sizeAt } from "./connection.ts";
import { identify } from "./migrate.ts";
import { explainSqlite } from "./sqlite_failure.ts";

/** Bytes of a file that is still read as a whole: 100 ms. */
const WHOLE_BYTES = 64 * 1024 * 1024;
/** Where a file's header says how it is written: 2 is with a write-ahead log (https://sqlite.org/fileformat2.html). */
const WRITE_VERSION = 18;

/** What is in a database of ours. */
export interface Examined {
  /** Of its schema, and the newest one that this program knows. */
  version: number;
  newest: number;
  /** No table is in it. */
  empty: boolean;
  /** Whether it keeps a write-ahead log. */
  wal: boolean;
  /** What SQLite says is wrong with the file; null where it was not read as a whole: it is too large for a moment, or has a log that was left by a crash. */
  damage: string[] | null;
  /** The latest moment that a row speaks of, in milliseconds since 1970; null where none does. */
  latest: number | null;
  /** Workers on record, alive or not, oldest first. Times are milliseconds. */
  workers: { name: string; startedAt: number; expiresAt: number }[];
  /** Loops that a worker could take now: how many, the first one's name, and since when, where that is known. */
  due: { count: number; first: string; since: number | null };
  /** Loops by status. */
  loops: Record<string, number>;
  /** Questions that wait for a human. */
  questions: number;
}

/** Looks at the file at an absolute path, which is there and has something in it. Throws StoreError for one that is not ours, newer or damaged. */
export function examine(path: string, { now }: { now: number }): Examined {
  // A log without its index was left by a crash, or came with a copy: what is in it is seen by the next one who writes.
  const log = sizeAt(`${path}-wal`) > 0;
  const shared = log && sizeAt(`${path}-shm`) > 0;
  // Before SQLite opens it: whoever closes a file gives up all locks that the process has on it.
  const wal = headerByte(path, WRITE_VERSION) === 2;
  const db = openQuietly(path, shared);
  try {
    const found = identify(db, path);
    const whole = sizeAt(path) <= WHOLE_BYTES && shared === log;
    return {
      ...found,
      wal,
      damage: whole ? damageOf(db) : null,
      ...(found.empty ? NOTHING : contentsOf(db, new Date(now).toISOString())),
    };
  } catch (error) {
    throw explainSqlite(error, path);
  } finally {
    db.close();
  }
}

const NOTHING = { latest: null, workers: [], due: { count: 0, first: "", since: null }, loops: {}, questions: 0 };

/**
 * Where nobody has it open it is read as if nobody ever wrote: SQLite then makes no files of its own. Where Deno gives less than everything it takes that
 * name for a path; then it is opened as for writing, which takes away at the end what it made. Throws NotCapable where even that is not allowed.
 */
function openQuietly(path: string, shared: boolean): DatabaseSync {
  if (shared) return connect(path, { busyTimeoutMs: 500, readOnly: true });
  const name = path.split("/").map(encodeURIComponent).join("/");
  try {
    return connect(`file:${name}?immutable=1`, { busyTimeoutMs: 0, readOnly: true });
  } catch (error) {
    if (Deno.permissions.querySync({ name: "write", path }).state !== "granted") {
      throw new Deno.errors.NotCapable("A look at the database leaves nothing behind only with --allow-write", {
        cause: error,
      });
    }
    const db = connect(path, { busyTimeoutMs: 500 });
    db.prepare("PRAGMA query_only = 1").run();
    return db;
  }
}

/** Undefined for a shorter file, and for one that may not be read, of which SQLite's own error says more. */
function headerByte(path: string, at: number): number | undefined {
  try {
    using file = Deno.openSync(path);
    const bytes = new Uint8Array(at + 1);
    return file.readSync(bytes) === bytes.length ? bytes[at] : undefined;
  } catch {
    return undefined;
  }
}

function damageOf(db: DatabaseSync): string[] {
  const said = db.prepare("PRAGMA quick_check(3)").all().map((row) => String(row.quick_check));
  return said.length === 1 && said[0] === "ok" ? [] : said;
}

/** Older schemas lack some of the tables and columns: what they could not say is not asked. */
function contentsOf(db: DatabaseSync, now: string): Pick<Examined, keyof typeof NOTHING> {
  const columns = new Set(
    db.prepare("SELECT m.name || '.' || c.name AS name FROM sqlite_schema m, pragma_table_info(m.name) c").all()
      .map((row) => String(row.name)),
  );
  const has = (...names: string[]) => names.every((name) => columns.has(name));
  const all = (sql: string, ...values: string[]) => db.prepare(sql).all(...values);
  const moments = [
    ...has("events.at") ? all("SELECT at AS t FROM events ORDER BY id DESC LIMIT 1") : [],
    ...has("workers.heartbeat_at") ? all("SELECT max(heartbeat_at) AS t FROM workers") : [],
    ...all("SELECT created_at AS t FROM iterations ORDER BY id DESC LIMIT 1"),
  ].flatMap(({ t }) => timeOf(t) ?? []);
  const due = has("loops.lease_owner", "loops.waits_for")
    ? all(
      `SELECT name, next_run_at AS since FROM loops
        WHERE (status IN ('pending', 'waiting') AND lease_owner IS NULL AND waits_for IS NULL
          AND (next_run_at IS NULL OR next_run_at <= ?1))
        OR (status = 'running' AND (lease_owner IS NULL OR lease_expires_at <= ?1)) ORDER BY next_run_at, id`,
      now,
    )
    : [];
  return {
    latest: moments.length === 0 ? null : Math.max(...moments),
    workers: has("workers.expires_at")
      ? all("SELECT name, started_at, expires_at FROM workers ORDER BY started_at, name").map((row) => ({
        name: String(row.name),
        startedAt: timeOf(row.started_at) ?? 0,
        expiresAt: timeOf(row.expires_at) ?? 0,
      }))
      : [],
    due: { count: due.length, first: String(due[0]?.name ?? ""), since: timeOf(due[0]?.since) },
    loops: Object.fromEntries(
      all("SELECT status, count(*) AS n FROM loops GROUP BY status").map((row) => [String(row.status), Number(row.n)]),
    ),
    questions: has("prompts.status")
      ? Number(all("SELECT count(*) AS n FROM prompts WHERE status = 'pending'")[0]?.n ?? 0)
      : 0,
  };
}

/** The original wrote other texts than ISO 8601, too, and times without a zone: they are UTC. */
function timeOf(text: unknown): number | null {
  if (typeof text !== "string") return null;
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(text) ? text : `${text.replace(" ", "T")}Z`;
  const time = Date.parse(zoned);
  return Number.isFinite(time) ? time : null;
}
