// A file of ours on this machine, written whole: whoever reads it sees the old one or the new one, also after a crash.
import { dirname, join } from "node:path";
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
    const mode = old === undefined ? 0o666 : (await Deno.stat(real)).mode ?? 0o666;
    const neighbour = join(dirname(real), `.ftl2-${crypto.randomUUID()}.tmp`);
    try {
      using file = await Deno.open(neighbour, { write: true, createNew: true, mode: mode & 0o777 });
      await writeAll(file, new TextEncoder().encode(text));
      await file.sync();
      await Deno.rename(neighbour, real);
    } catch (error) {
      await Deno.remove(neighbour).catch(() => {});
      throw error;
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new InputError(`Cannot write ${path}: ${why}`, { file: path }, { cause: error });
  }
}

async function writeAll(file: Deno.FsFile, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
}
