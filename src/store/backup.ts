// A whole copy of the database, made while others go on writing it.
import { dirname } from "node:path";
import { StoreError } from "../model/errors.ts";
import { connect } from "./connection.ts";
import { discard, writeCopy } from "./keep_copy.ts";
import { explainSqlite } from "./sqlite_failure.ts";

/**
 * Copies the last committed state to `target`, where nothing may be: readable by its owner only, on disk, and there under its name only once it is whole.
 * A second connection reads one moment of it; writers do not wait. `replace`: a file that is there goes once the new one is whole.
 * Throws StoreError.
 */
export function backUp(
  path: string,
  target: string,
  { busyTimeoutMs, replace = false }: { busyTimeoutMs: number; replace?: boolean },
): { bytes: number } {
  const partial = `${target}.${crypto.randomUUID()}.partial`;
  const reader = connect(path, { busyTimeoutMs });
  try {
    writeCopy(reader, partial, 0o600);
    giveName(partial, target, replace);
    return { bytes: Deno.statSync(target).size };
  } catch (error) {
    throw explained(explainSqlite(error, path), target);
  } finally {
    reader.close();
    discard(partial);
  }
}

/** A link is refused where something is; a rename replaces it. */
function giveName(partial: string, target: string, replace: boolean): void {
  if (replace) Deno.renameSync(partial, target);
  else Deno.linkSync(partial, target);
  // The name, too, is on disk only when its folder is.
  using folder = Deno.openSync(dirname(target));
  folder.syncSync();
}

function explained(error: unknown, target: string): unknown {
  if (error instanceof StoreError) return error;
  if (error instanceof Deno.errors.AlreadyExists) {
    return new StoreError(`${target} is there already`, "Name another file, or remove that one first", {
      cause: error,
    });
  }
  return new StoreError(
    `No backup can be made at ${target}: ${(error as Error).message}`,
    "Name a file in a folder that you may write in",
    { cause: error },
  );
}
