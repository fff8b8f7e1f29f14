// What a command that has ended returns: command and shell all of this, raw and script (bare_output.ts) some of it.
import type { CommandResult } from "../../model/command.ts";
import type { ModuleResult } from "../../model/plan.ts";
import { lines } from "../../templates/characters.ts";
import { pyRepr } from "../../templates/python_text.ts";
import { withoutLineEnds } from "../text/line_ends.ts";
import { quoteAll } from "./shell_words.ts";

/** What command and shell return. */
export const COMMAND_RETURNS: Record<string, string> = {
  cmd: "What was run",
  rc: "Exit status",
  stdout: "Standard output",
  stderr: "Standard error",
  stdout_lines: "Standard output, a list of lines",
  stderr_lines: "Standard error, a list of lines",
  start: "When it began (UTC)",
  end: "When it ended (UTC)",
  delta: "How long it took",
  msg: "Why it failed or was not run",
};

/** The outputs of a command that has said nothing. */
export const NOTHING_SAID = { stdout: "", stderr: "", stdout_lines: [], stderr_lines: [] };

/** Half an output must not pass for a whole one where a later task uses it. */
export const TRUNCATED =
  "The output is longer than what is kept: its middle is left out of stdout or stderr; write it to a file";

/** What a finished command returns. */
export function concludeCommand(predicted: ModuleResult, output: CommandResult): ModuleResult {
  const missing = notStarted(predicted, output);
  if (missing !== undefined) return missing;
  const text = (raw: string) => predicted.strip_empty_ends === false ? raw : withoutLineEnds(raw);
  const [stdout, stderr] = [text(output.stdout), text(output.stderr)];
  const why = whyFailed(output);
  const warnings = [predicted.warnings ?? [], output.truncated ? TRUNCATED : []].flat();
  return {
    changed: true,
    ...(why === undefined ? {} : { failed: true }),
    cmd: predicted.cmd ?? null,
    rc: output.rc,
    stdout,
    stderr,
    stdout_lines: lines(stdout),
    stderr_lines: lines(stderr),
    start: clockText(output.startedAt),
    end: clockText(output.endedAt),
    delta: delta(output),
    msg: why ?? "",
    ...(warnings.length > 0 ? { warnings } : {}),
  };
}

/** Why a command has failed, in Ansible's words; undefined where it has not. */
export function whyFailed({ rc, timedOut, cancelled }: CommandResult): string | undefined {
  if (timedOut) return "timed out";
  if (cancelled) return "cancelled";
  return rc === 0 ? undefined : "non-zero return code";
}

/** A time of the record as modules tell it: `2026-11-22 17:59:53.845`, in UTC. */
export function clockText(time: string): string {
  return time.replace("T", " ").replace("Z", "");
}

/** A program that is not there, or may not be run: Ansible's words and codes (the host's errno). */
function notStarted(predicted: ModuleResult, { rc, stderr }: CommandResult): ModuleResult | undefined {
  const { cmd = null, executable } = predicted;
  const argv = Array.isArray(cmd) ? cmd.map(String) : [String(executable), "-c", String(cmd)];
  const program = argv[0] ?? "";
  const errno = rc === 127 && stderr === `sh: ${program}: not found\n`
    ? { code: 2, words: "No such file or directory" }
    : rc === 126 && stderr === `sh: ${program}: Permission denied\n`
    ? { code: 13, words: "Permission denied" }
    : undefined;
  if (errno === undefined) return undefined;
  const msg = `[Errno ${errno.code}] ${errno.words}: b${pyRepr(program)}`;
  return { changed: false, failed: true, cmd: quoteAll(argv), rc: errno.code, ...NOTHING_SAID, msg };
}

function delta(output: CommandResult): string {
  const ms = Math.max(0, Date.parse(output.endedAt) - Date.parse(output.startedAt));
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const fraction = ms % 1000 === 0 ? "" : `.${String(ms % 1000).padStart(3, "0")}000`;
  return `${Math.floor(ms / 3_600_000)}:${two((ms / 60_000) % 60)}:${two((ms / 1000) % 60)}${fraction}`;
}
