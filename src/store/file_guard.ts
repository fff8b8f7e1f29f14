// Notices that the files of an open database are not what they were: SQLite itself goes on, and writes into a hole.
import type { DatabaseSync, StatementSync } from "node:sqlite";
import { StoreError } from "../model/errors.ts";
import { statAt } from "./connection.ts";

/** Bytes of a write-ahead log's header, and of each page's in it (https://sqlite.org/fileformat2.html#the_write_ahead_log). */
const LOG_HEADER = 32, PAGE_HEADER = 24;
/** A log that another process is just beginning anew is short for a moment. */
const LOOKS = 5;

/** Watches one open file. A look costs two `stat`s, 10 µs beside a commit's hundreds. */
export class FileGuard {
  readonly #db: DatabaseSync;
  readonly #path: string;
  readonly #opened: string | undefined;
  readonly #version: number;
  #versionNow: StatementSync | undefined;
  #logSize = 0;
  #page = 0;
  /** The file must not be written or closed any more: closing copies what is left of the log into it. */
  broken = false;

  /** The file has been opened and is in order, of this schema version. */
  constructor(db: DatabaseSync, path: string, version: number) {
    this.#db = db;
    this.#version = version;
    this.#path = path;
    this.#opened = identityOf(statAt(path));
  }

  /** Throws a lasting StoreError when the database was removed or replaced, or its log cut off, since it was opened. Not within a transaction. */
  check(): void {
    this.demandPresent();
    const size = this.#sizeOfLog();
    if (size < this.#logSize || this.#logSize === 0) this.#measure();
    else this.#logSize = size;
  }

  /** Throws a lasting StoreError when the database was removed or replaced. At any time: whoever only reads sees the old one for ever. */
  demandPresent(): void {
    const file = statAt(this.#path);
    if (file !== undefined && identityOf(file) === this.#opened) return;
    this.#refuse(
      `Database ${this.#path} was ${file === undefined ? "removed" : "replaced"} while it was in use`,
      "Put it back, or go on with the new one, and start again; what was written since is lost",
    );
  }

  /** Throws a lasting StoreError when a newer program has changed the schema since: what this one would write there is not what that one relies on. */
  demandVersion(): void {
    this.#versionNow ??= this.#db.prepare("PRAGMA user_version");
    const now = Number(this.#versionNow.get()?.user_version);
    if (now === this.#version) return;
    throw new StoreError(
      `Database ${this.#path} was brought from schema version ${this.#version} to ${now} by another ftl2-enterprise while it was in use: nothing more is written to it`,
      "Start again with that ftl2-enterprise; all that was committed is kept",
      { lasting: true },
    );
  }

  /** A log may become shorter by itself, when it is begun anew: it has what its index says, or it was cut off. */
  #measure(): void {
    this.#page ||= Number(this.#db.prepare("PRAGMA page_size").get()?.page_size);
    for (let look = 0; look < LOOKS; look++) {
      // NOOP reads the index and copies nothing. No log at all: -1.
      const pages = Number(this.#db.prepare("PRAGMA wal_checkpoint(NOOP)").get()?.log);
      this.#logSize = this.#sizeOfLog();
      if (pages <= 0 || this.#logSize >= LOG_HEADER + pages * (PAGE_HEADER + this.#page)) return;
    }
    this.#refuse(
      `The write-ahead log of database ${this.#path} was cut off by another process: what was not yet in the file itself is lost`,
      `End all programs that use it, then start again: the file goes back to its last checkpoint. Never touch ${this.#path}-wal`,
    );
  }

  #sizeOfLog(): number {
    return statAt(`${this.#path}-wal`)?.size ?? 0;
  }

  #refuse(message: string, hint: string): never {
    this.broken = true;
    throw new StoreError(message, hint, { lasting: true });
  }
}

/** Which file has the name now; undefined where none has. Throws StoreError. */
export function identityAt(path: string): string | undefined {
  return identityOf(statAt(path));
}

function identityOf(file: Deno.FileInfo | undefined): string | undefined {
  return file === undefined ? undefined : `${file.dev} ${file.ino}`;
}
