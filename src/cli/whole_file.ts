// Small files that the command line itself reads and writes.
import { dirname } from "node:path";
import { InputError } from "../model/errors.ts";

/** A file's text. Throws InputError where it cannot be read. */
export function readText(path: string): string {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw new InputError(unreadable(error), { file: path }, { cause: error });
  }
}

/** Writes a file, whole or not at all: who reads it meanwhile sees the old one. Throws InputError. */
export function writeText(path: string, text: string): void {
  withPart(path, text, (part) => Deno.renameSync(part, path));
}

/** Has a text written beside a path, whole, and put to its place. Throws InputError. */
function withPart(path: string, text: string, place: (part: string) => void): void {
  const part = `${path}.${Deno.pid}.part`;
  try {
    // Left by a process of the same number that died, or a link of somebody's, which nothing is written through.
    discard(part);
    Deno.writeTextFileSync(part, text, { createNew: true });
    place(part);
  } catch (error) {
    throw new InputError(`Cannot write it: ${reasonOf(error)}`, { file: path }, { cause: error });
  } finally {
    discard(part);
  }
}

function discard(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // It was never made, or has its name by now.
  }
}

/**
 * Writes a file that is not there yet, whole or not at all, and the folders that it lies in. False, and nothing is written, where something is
 * there already, were it a link that leads nowhere. Throws InputError.
 */
export function writeNewText(path: string, text: string): boolean {
  try {
    Deno.lstatSync(path);
    return false;
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) {
      throw new InputError(`Cannot write it: ${reasonOf(error)}`, { file: path }, { cause: error });
    }
  }
  try {
    Deno.mkdirSync(dirname(path), { recursive: true });
  } catch (error) {
    throw new InputError(`Cannot make its folder: ${reasonOf(error)}`, { file: path }, { cause: error });
  }
  let written = true;
  withPart(path, text, (part) => written = placedNew(part, path));
  return written;
}

/** False where something has the name by now: a second name takes nobody else's, as renaming does. */
function placedNew(part: string, path: string): boolean {
  try {
    Deno.linkSync(part, path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.AlreadyExists) return false;
  }
  // A file system without second names, as FAT is.
  Deno.renameSync(part, path);
  return true;
}

function unreadable(error: unknown): string {
  if (error instanceof Deno.errors.NotFound) return "There is no such file: name one by its path from here";
  if (error instanceof Deno.errors.IsADirectory) return "This is a folder: name a file in it";
  return `Cannot read it: ${reasonOf(error)}`;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
