// A file of a password that may be executed is a program that says it, as Ansible has it.
import { InputError } from "../model/errors.ts";
import type { Files } from "../ports/files.ts";
import { toldBy } from "./secret_program.ts";

/** How it is asked. */
export interface Asking {
  /** What it is to say, for sentences: `a password`. */
  what: string;
  args?: string[];
  /** Exit statuses that say something by themselves, each with its sentence. */
  meanings?: { [rc: number]: string };
}

/** Whether a file is run for its password, and not read. */
export function saysPassword(path: string, files: Files): boolean {
  return files.kind(path) === "file" && ((files.mode?.(path) ?? 0) & 0o111) !== 0;
}

/** What it prints. Throws InputError for a program that cannot be started, fails, or takes longer than a minute. */
export async function passwordSaidBy(
  path: string,
  { what, args = [], meanings = {} }: Asking,
  signal: AbortSignal,
): Promise<string> {
  const told = await toldBy(path, args, signal);
  if ("said" in told) return told.said;
  const instead = "if the password stands in it, take the permission to execute it away (chmod -x)";
  if ("unstarted" in told) {
    throw new InputError(`This file of ${what} is executable, and cannot be run: ${told.unstarted}; ${instead}`, {
      file: path,
    });
  }
  const meaning = meanings[told.rc];
  if (meaning !== undefined) throw new InputError(meaning, { file: path });
  throw new InputError(`This program, which is to say ${what}, ${told.ended}; ${instead}`, { file: path });
}
