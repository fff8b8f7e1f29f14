// A look whose answer may be longer than what a shell keeps of an output: half an answer would be a wrong one.
import type { CommandResult } from "../../model/command.ts";
import type { Shell } from "../../ports/shell.ts";
import { ProbeFailed } from "../frame/planned.ts";
import { hostBytes } from "./hosts_words.ts";
import { quote } from "./shell_words.ts";

/** A script that only reads, and what it is fed. */
export type Look = string | { script: string; stdin?: string };

/**
 * Runs a script that only reads, and returns its result with all of its standard output: one round trip, or where that was
 * cut four, over a file of the host's temporary folder. Throws ProbeFailed where that cannot be made.
 */
export async function wholeOutput(shell: Shell, look: Look, signal: AbortSignal): Promise<CommandResult> {
  const { script, ...fed } = typeof look === "string" ? { script: look } : look;
  const output = await shell.run(["sh", "-c", script], fed, signal);
  if (!output.truncated) return output;
  const { bytes, ...again } = await outputBytes(shell, look, signal);
  const stdout = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  return { ...again, stdout, truncated: false };
}

/** The same with its standard output as bytes, always over a file. Throws ProbeFailed where that cannot be made. */
export async function outputBytes(
  shell: Shell,
  look: Look,
  signal: AbortSignal,
): Promise<CommandResult & { bytes: Uint8Array }> {
  const { script, ...fed } = typeof look === "string" ? { script: look } : look;
  const made = await shell.run(["mktemp"], {}, signal);
  const file = made.stdout.trim();
  if (made.rc !== 0 || file === "") throw new ProbeFailed(`Cannot keep a long answer: ${made.stderr.trim()}`);
  try {
    const output = await shell.run(["sh", "-c", `( ${script}\n) >${quote(file)}`], fed, signal);
    return { ...output, bytes: await hostBytes(shell, file, signal) };
  } finally {
    await shell.run(["rm", "-f", "--", file], {}, signal);
  }
}
