// A file of ours on this machine, written whole: whoever reads it sees the old one or the new one, also after a crash.
import { dirname } from "node:path";
import { InputError } from "../model/errors.ts";

/**
 * Writes a text unless the file has it already. Folders above are made, an old file's mode stays; a symbolic link is followed. Throws InputError where it cannot be
 * written.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    const real = await Deno.realPath(path).catch(() => path);
    const old = await Deno.readTextFile(real).catch(() => undefined);
    if (old === text) return;
    const mode = old === undefined ? undefined : (await Deno.stat(real)).mode ?? undefined;
    await beside(real, { text, mode }, (part) => Deno.rename(part, real));
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** Writes a new file, its folder too where there is none. False where a file of that name is there already: it stays. Throws InputError where it cannot be written. */
export async function writeNewFile(path: string, text: string): Promise<boolean> {
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    let isNew = true;
    await beside(path, { text, mode: undefined }, async (part) => {
      // Unlike a rename, a link never replaces what somebody has just written.
      await Deno.link(part, path).catch((error) => {
        if (!(error instanceof Deno.errors.AlreadyExists)) throw error;
        isNew = false;
      });
    });
    return isNew;
  } catch (error) {
    throw cannotWrite(path, error);
  }
}

/** Writes it to disk under a name of its own, to be put in its place; nothing is left of that name. */
async function beside(
  path: string,
  { text, mode = 0o666 }: { text: string; mode: number | undefined },
  put: (part: string) => Promise<void>,
): Promise<void> {
  const part = `${dirname(path)}/.ftl2-${crypto.randomUUID()}.tmp`;
  try {
    using file = await Deno.open(part, { write: true, createNew: true, mode: mode & 0o777 });
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    await file.sync();
    await put(part);
  } finally {
    await Deno.remove(part).catch(() => {});
  }
}

function cannotWrite(path: string, error: unknown): InputError {
  const why = error instanceof Error ? error.message : String(error);
  return new InputError(`Cannot write ${path}: ${why}`, { file: path }, { cause: error });
}
