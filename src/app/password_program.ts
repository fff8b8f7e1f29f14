// A file of a password that may be executed is a program that says it, as Ansible has it.
import { InputError } from "../model/errors.ts";
import type { Files } from "../ports/files.ts";
import { runProgram } from "../transports/run_program.ts";

/** Milliseconds that it has to say a password: it may ask a human. */
const LIMIT_MS = 60_000;
/** 64 KiB. */
const MOST_BYTES = 64 * 1024;

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

/**
 * What it prints. That is told to nobody, not even where it fails: it may be the password. Throws InputError for a program that cannot be started, fails, or
 * takes longer than a minute.
 */
export async function passwordSaidBy(
  path: string,
  { what, args = [], meanings = {} }: Asking,
  signal: AbortSignal,
): Promise<string> {
  const ended = await runProgram(
    path,
    { args, stdin: "", env: {}, limitMs: LIMIT_MS, stdoutBytes: MOST_BYTES },
    signal,
  );
  const instead = "if the password stands in it, take the permission to execute it away (chmod -x)";
  if ("error" in ended) {
    throw new InputError(`This file of ${what} is executable, and cannot be run: ${ended.error}; ${instead}`, {
      file: path,
    });
  }
  const { rc, stdout, timedOut } = ended;
  if (rc === 0 && !timedOut) return stdout;
  const meaning = meanings[rc];
  if (meaning !== undefined) throw new InputError(meaning, { file: path });
  const ending = timedOut ? `has not ended within ${LIMIT_MS / 1000} s` : `ended with ${rc}`;
  throw new InputError(`This program, which is to say ${what}, ${ending}; ${instead}`, { file: path });
}
