// The command that a loop was started with, as one would type it again.
import type { LoopOptions } from "../model/loop.ts";
import { quoted } from "./quoted.ts";

/** `run` with the flags that say what is wanted, tags and variables included. */
export function startOf({ file, once, dryRun, tags, skipTags, extraVars }: LoopOptions): string {
  const flags: [string, string | undefined][] = [
    ["-f", file],
    ["-t", tags?.join(",")],
    ["--skip-tags", skipTags?.join(",")],
    ["-e", extraVars && JSON.stringify(extraVars)],
  ];
  return [
    "run",
    ...flags.flatMap(([flag, value]) => value === undefined ? [] : [flag, quoted(value)]),
    ...(once ? ["--once"] : []),
    ...(dryRun ? ["--dry-run"] : []),
  ].join(" ");
}
