// What raw and script return of a finished command: its output as it is, and no times.
import type { CommandResult } from "../../model/command.ts";
import type { ModuleResult } from "../../model/plan.ts";
import { lines } from "../../templates/characters.ts";
import { TRUNCATED, whyFailed } from "./ended_command.ts";

/** Names of what both return. */
export const BARE_RETURNS: Record<string, string> = {
  rc: "Exit status",
  stdout: "Standard output, newlines at its end and all",
  stderr: "Standard error",
  stdout_lines: "Standard output, a list of lines",
  stderr_lines: "Standard error, a list of lines",
  msg: "Why it failed or was not run",
};

/** The result of a command that changed whatever it changed, also where it failed. */
export function concludeBare(_predicted: ModuleResult, output: CommandResult): ModuleResult {
  const { rc, stdout, stderr, truncated } = output;
  const msg = whyFailed(output);
  return {
    changed: true,
    rc,
    stdout,
    stderr,
    stdout_lines: lines(stdout),
    stderr_lines: lines(stderr),
    ...(msg === undefined ? {} : { failed: true, msg }),
    ...(truncated ? { warnings: [TRUNCATED] } : {}),
  };
}
