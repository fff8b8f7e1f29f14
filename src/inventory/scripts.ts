// Inventories that are programs: which there are, and under what name what they said is read.
import type { Files } from "../ports/files.ts";

/** The name under which the files that an inventory is read with hold what `PATH ARGS…` printed. */
export function scriptOutput(path: string, args: readonly string[] = ["--list"]): string {
  return `${path} ${args.join(" ")}`;
}

/** Absolute paths of the programs among the sources, those in folders included. */
export function scriptsIn(_sources: readonly string[], _files: Files): string[] {
  return [];
}
