// Small files that the command line itself reads and writes.
import { InputError } from "../model/errors.ts";

/** A file's text. Throws InputError where it cannot be read. */
export function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw new InputError(`Cannot read it: ${reasonOf(error)}`, { file: path }, { cause: error });
  }
}

/** Writes a file, whole or not at all: who reads it meanwhile sees the old one. Throws InputError. */
export function writeText(path: string, text: string): void {
  const part = `${path}.${Deno.pid}.part`;
  try {
    Deno.writeTextFileSync(part, text);
    Deno.renameSync(part, path);
  } catch (error) {
    try {
      Deno.removeSync(part);
    } catch {
      // It was never made.
    }
    throw new InputError(`Cannot write it: ${reasonOf(error)}`, { file: path }, { cause: error });
  }
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
