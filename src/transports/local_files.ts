// The controller's own files and environment.
import { InputError } from "../model/errors.ts";
import type { Files } from "../ports/files.ts";

/** Reads what is on disk now. */
export function localFiles(): Files {
  const decoder = new TextDecoder();
  const read = (path: string): Uint8Array => telling(path, () => Deno.readFileSync(path));
  return {
    read,
    readText: (path) => decoder.decode(read(path)),
    kind: (path) => {
      try {
        return Deno.statSync(path).isDirectory ? "directory" : "file";
      } catch {
        return undefined;
      }
    },
    mode: (path) => telling(path, () => (Deno.statSync(path).mode ?? 0o644) & 0o7777),
    list: (path) => telling(path, () => [...Deno.readDirSync(path)].map((entry) => entry.name).sort()),
    env: (name) => Deno.env.get(name),
  };
}

function telling<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "it does not exist"
      : error instanceof Deno.errors.PermissionDenied
      ? "permission denied"
      : error instanceof Error
      ? error.message
      : String(error);
    throw new InputError(`Cannot read ${path}: ${why}`, { file: path }, { cause: error });
  }
}
