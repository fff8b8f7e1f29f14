// Inventories that are programs: which there are, and under what name what they said is read.
import type { Files } from "../ports/files.ts";
import { filesOf } from "./source_files.ts";

/** The name under which the files that an inventory is read with hold what `PATH ARGS…` printed. */
export function scriptOutput(path: string, args: readonly string[] = ["--list"]): string {
  return `${path} ${args.join(" ")}`;
}

/** Absolute paths of the programs among the sources, those in folders included. What is not there is left out. */
export function scriptsIn(sources: readonly string[], files: Files): string[] {
  const paths = sources.flatMap((source) => files.kind(source) === undefined ? [] : filesOf(source, files));
  return [...new Set(paths.filter((path) => isProgram(path, files)))];
}

/**
 * Whether a file is run, not read: it may be run, and the system knows how. A list of hosts on a disk where everything may be run
 * is none, and neither is a list whose first line begins with "#!" by chance.
 */
export function isProgram(path: string, files: Files): boolean {
  if (((files.mode?.(path) ?? 0) & 0o111) === 0) return false;
  const [first, second, third, fourth] = files.read(path);
  return first === 0x23 && second === 0x21 ||
    first === 0x7f && second === 0x45 && third === 0x4c && fourth === 0x46;
}
