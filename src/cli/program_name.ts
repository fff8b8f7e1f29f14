// What people type to start this program, for every sentence that says what to type next.
import { basename, dirname, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { quoted } from "../words/quoted.ts";
import { oneLine } from "../words/visible.ts";

/** Where a program was started from. */
export interface Started {
  /** The URL of its first module. */
  module: string;
  /** The executable, where that carries Deno with it. */
  executable: string | undefined;
  /** What was typed, where whoever started this process has told. */
  typed: string | undefined;
  cwd: string;
  /** The folders where a shell looks for programs, as `PATH` has them. */
  path: string;
}

/** Whatever form of it runs: its name where a shell finds it by that; else the words that start it from here. */
export function programName({ module, executable, typed, cwd, path }: Started): string {
  if (typed) return quoted(oneLine(typed));
  if (executable === undefined && !module.startsWith("file:")) return `deno run -A ${quoted(module)}`;
  const file = executable ?? fileURLToPath(module);
  if (path.split(":").some((folder) => folder.replace(/\/$/, "") === dirname(file))) return quoted(basename(file));
  const short = relative(cwd, file);
  const shown = short.length < file.length ? short : file;
  // A program of this folder is started by a path all the same.
  if (executable !== undefined) return quoted(shown.includes("/") ? shown : `./${shown}`);
  return `deno run -A ${quoted(shown)}`;
}
