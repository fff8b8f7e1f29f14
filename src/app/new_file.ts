// A new file, whole or not at all, and never in the place of one that is there.
import { dirname } from "node:path";
import { InputError } from "../model/errors.ts";

/** Writes it, its folder too where there is none. False where a file of that name is there already. Throws InputError. */
export async function writeNewFile(path: string, text: string): Promise<boolean> {
  const part = `${dirname(path)}/.${crypto.randomUUID()}.part`;
  try {
    await Deno.mkdir(dirname(path), { recursive: true });
    using file = await Deno.open(part, { write: true, createNew: true });
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length;) at += await file.write(bytes.subarray(at));
    await file.sync();
    // Unlike a rename, a link never replaces what somebody has just written.
    await Deno.link(part, path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
    throw new InputError(`Cannot write it: ${error instanceof Error ? error.message : error}`, { file: path }, {
      cause: error,
    });
  } finally {
    await Deno.remove(part).catch(() => {});
  }
}
