// What SQLite's error codes mean for the person at the terminal.
import { StoreError } from "../model/errors.ts";
import { quoted } from "./quoted.ts";

/** Where the codes are listed: https://sqlite.org/rescode.html. The low byte is the primary code. */
export const BUSY = 5, IOERR = 10, FULL = 13, CANTOPEN = 14;
const READONLY = 8, CORRUPT = 11, NOTADB = 26;

/** The primary result code of an error that node:sqlite threw; undefined for every other error. */
export function sqliteCode(error: unknown): number | undefined {
  if (!(error instanceof Error) || (error as { code?: unknown }).code !== "ERR_SQLITE_ERROR") return undefined;
  const errcode = (error as { errcode?: unknown }).errcode;
  return typeof errcode === "number" ? errcode & 0xff : OF_A_COPY[error.message];
}

/** Deno's `backup` tells no code of what went wrong in the middle of it. */
const OF_A_COPY: Record<string, number> = {
  "database is locked": BUSY,
  "disk I/O error": IOERR,
  "database disk image is malformed": CORRUPT,
  "database or disk is full": FULL,
};

/** A StoreError for what a person can mend; anything else (a broken constraint, bad SQL: our bug) comes back as it is. */
export function explainSqlite(error: unknown, path: string): unknown {
  const code = sqliteCode(error);
  const told = sentence(code, path);
  if (told === undefined) return error;
  const detail = error instanceof Error ? `: ${error.message}` : "";
  return new StoreError(told[0] + detail, told[1], { cause: error, lasting: code === CORRUPT || code === NOTADB });
}

function sentence(code: number | undefined, path: string): [message: string, hint: string] | undefined {
  switch (code) {
    case BUSY:
      return [
        `Database ${path} is locked by another process`,
        `Wait for it to finish, or find it with \`fuser -v ${
          quoted(path)
        }\`; a process that is stopped or debugged keeps its lock`,
      ];
    case READONLY:
      return [
        `Database ${path} cannot be written`,
        `Run as a user who may write the file and its folder (SQLite keeps two files beside it), or name another with --db`,
      ];
    case CANTOPEN:
      return [
        `Database ${path} cannot be opened`,
        `Run as a user who may read and write the file and its folder, or name another with --db`,
      ];
    case CORRUPT:
      return [
        `Database ${path} is damaged`,
        `Keep the file, save what can be read with \`sqlite3 ${
          quoted(path)
        } .recover\`, or go back to a copy (${path}.v*.bak)`,
      ];
    case NOTADB:
      return [`${path} is not a database`, `Name another file with --db; this one is left as it is`];
    case FULL:
      return [
        `Database ${path} cannot grow, the disk is full`,
        `Make room and type the same again, or \`ftl2-enterprise resume\` the loop: all that was committed is kept`,
      ];
    case IOERR:
      return [
        `Database ${path} cannot be read or written`,
        `Look at the disk (\`df\`, \`dmesg\`): it may be full, failing, or a network folder without shared memory`,
      ];
  }
}
