// A whole copy of the database, made while others go on writing it.
import { dirname } from "node:path";
import { StoreError } from "../model/errors.ts";
import { connect } from "./connection.ts";
import { identityAt } from "./file_guard.ts";
import { discardDatabase, isThere, syncFile, writeCopy } from "./keep_copy.ts";
import { CANTOPEN, explainSqlite, FULL, IOERR, sqliteCode } from "./sqlite_failure.ts";

/**
 * Copies the last committed state to `target`, where nothing may be: readable by its owner only, on disk, and there under its name only once it is whole.
 * A second connection reads one moment of it; writers do not wait. `replace`: a file that is there goes once the new one is whole.
 * Throws StoreError.
 */
export async function backUp(
  path: string,
  target: string,
  { busyTimeoutMs, replace = false }: { busyTimeoutMs: number; replace?: boolean },
): Promise<{ bytes: number }> {
  if (!replace && isThere(target)) throw taken(target);
  if (seen(target) === identityAt(path)) {
    throw new StoreError(`${target} is the database itself`, "Name another file for its copy");
  }
  const partial = `${target}.${crypto.randomUUID()}.partial`;
  const reader = connect(path, { busyTimeoutMs });
  try {
    await writeCopy(reader, partial);
    finish(partial, busyTimeoutMs);
    giveName(partial, target, replace);
    return { bytes: (await Deno.stat(target)).size };
  } catch (error) {
    throw explained(error, { path, target });
  } finally {
    reader.close();
    discardDatabase(partial);
  }
}

/** Which file has the target's name. Throws StoreError that speaks of the copy, where the guard's speaks of the database. */
function seen(target: string): ReturnType<typeof identityAt> {
  try {
    return identityAt(target);
  } catch (error) {
    throw error instanceof StoreError && error.cause instanceof Error ? unmade(error.cause, target) : error;
  }
}

/** The copy becomes what is gone on with: one file, without what was pruned, its tokens above all that the original gives out. */
function finish(copy: string, busyTimeoutMs: number): void {
  const db = connect(copy, { busyTimeoutMs });
  try {
    // Without a log the copy is one file, which can be read where nothing may be written.
    db.prepare("PRAGMA journal_mode = DELETE").get();
    for (const sql of RAISING) db.prepare(sql).run(TOKEN_STEP);
    // Each row that it returns is a page, so all of them have to be taken.
    db.prepare("PRAGMA incremental_vacuum").all();
  } finally {
    db.close();
  }
}

/**
 * Whoever goes on with the copy has to be believed by the machines, which have seen higher tokens since it was made and refuse lower ones. The
 * step is more than a loop or a machine is given in any life of the original.
 */
const TOKEN_STEP = 1_000_000_000;
const RAISING = [
  "UPDATE loops SET lease_token = lease_token + ?",
  "UPDATE host_leases SET token = token + ?1, loop_token = loop_token + ?1",
];

/** A link is refused where something is; a rename replaces it. Some file systems (FAT) have no links: nothing was there a moment ago. */
function giveName(partial: string, target: string, replace: boolean): void {
  try {
    if (!replace) Deno.linkSync(partial, target);
  } catch (error) {
    if (isThere(target)) throw error;
  }
  if (replace || !isThere(target)) Deno.renameSync(partial, target);
  // The name, too, is on disk only when its folder is.
  syncFile(dirname(target));
}

function explained(error: unknown, { path, target }: { path: string; target: string }): unknown {
  if (error instanceof Deno.errors.AlreadyExists) return taken(target);
  // Trouble of the copy's disk is not the database's.
  const told = TARGET.includes(sqliteCode(error) ?? 0) ? error : explainSqlite(error, path);
  if (told instanceof StoreError) return told;
  return unmade(error, target);
}

function unmade(error: unknown, target: string): StoreError {
  return new StoreError(
    `No backup can be made at ${target}: ${(error as Error).message}`,
    "Name a file in a folder that you may write in and that has room for it",
    { cause: error },
  );
}

const TARGET = [IOERR, FULL, CANTOPEN];

function taken(target: string): StoreError {
  return new StoreError(`${target} is there already`, "Name another file, or remove that one first");
}
