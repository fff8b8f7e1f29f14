// What -s puts on record: bindings as typed, their files and programs named from the root on.
import { resolve } from "node:path";

/** Bindings with absolute paths: a worker may stand in another folder. Their forms are checked with everything else. */
export function secretsOf(typed: readonly string[], cwd: string): string[] {
  return typed.map((binding) => {
    const [, place, kind, path] = /^([^=]*=\s*)(file|command):\s*([\s\S]*)$/.exec(binding) ?? [];
    if (place === undefined || path === undefined || path === "") return binding;
    if (kind === "file") return `${place}file:${resolve(cwd, path)}`;
    // A program of this folder; one without a slash is looked for in PATH, where the loop is worked on.
    return /^\.{1,2}\//.test(path) ? `${place}command:${resolve(cwd)}/${path}` : binding;
  });
}
