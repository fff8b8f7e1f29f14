// What the exit codes mean.
import type { Next } from "../model/loop.ts";

/** The table of the manual: scripts rely on it. */
export const exitCode = {
  done: 0,
  notConverged: 1,
  usage: 2,
  paused: 3,
  blocked: 4,
  /** A dry run found changes to make. */
  changes: 5,
  bug: 70,
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** The exit code of a run that ended like this. */
export function exitOf(next: Next, run: { dryRun: boolean; changes: number; interrupted: boolean }): ExitCode {
  if (next.kind !== "done") return run.interrupted ? exitCode.interrupted : exitCode.paused;
  if (next.status === "blocked") return exitCode.blocked;
  if (next.status === "failed") return exitCode.notConverged;
  return run.dryRun && run.changes > 0 ? exitCode.changes : exitCode.done;
}
