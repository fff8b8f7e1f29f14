// Passwords that stand in files. They are read past what a run keeps of its files, so that no copy of them gets on record.
import { InputError } from "../model/errors.ts";
import { Secret } from "../model/secret.ts";
import type { Passwords, Reach } from "../model/way.ts";
import type { Files } from "../ports/files.ts";
import { runProgram } from "../transports/run_program.ts";

/** Milliseconds that a program has to say a password. */
const LIMIT_MS = 60_000;
/** 64 KiB. */
const MOST_BYTES = 64 * 1024;

/**
 * What was typed, and else the first line of the files that the flags name; a file that may be executed is run, as Ansible does, and its first
 * line of output counts. Throws InputError for a file that cannot be read, fails or is empty.
 */
export async function passwordsOf(
  typed: Passwords,
  { passwordFile, becomePasswordFile }: Reach,
  { files, signal }: { files: Files; signal: AbortSignal },
): Promise<Passwords> {
  const connection = typed.connection ?? await secretIn(passwordFile, files, signal);
  const become = typed.become ?? await secretIn(becomePasswordFile, files, signal);
  return { ...(connection === undefined ? {} : { connection }), ...(become === undefined ? {} : { become }) };
}

async function secretIn(path: string | undefined, files: Files, signal: AbortSignal): Promise<Secret | undefined> {
  if (path === undefined) return undefined;
  const executable = files.kind(path) === "file" && ((files.mode?.(path) ?? 0) & 0o111) !== 0;
  const text = executable ? await said(path, signal) : files.readText(path);
  const [line = ""] = text.split(/\r?\n/);
  if (line === "") throw new InputError("There is no password in it: its first line is empty", { file: path });
  return new Secret(line);
}

/** What a program says is told to nobody, not even where it fails: it may be the password. */
async function said(path: string, signal: AbortSignal): Promise<string> {
  const how = { stdin: "", env: {}, limitMs: LIMIT_MS, stdoutBytes: MOST_BYTES };
  const ended = await runProgram(path, how, signal);
  const instead = "if the password stands in it, take the permission to execute it away (chmod -x)";
  if ("error" in ended) {
    throw new InputError(`This file of a password is executable, and cannot be run: ${ended.error}; ${instead}`, {
      file: path,
    });
  }
  if (ended.rc === 0) return ended.stdout;
  const ending = ended.timedOut ? `has not ended within ${LIMIT_MS / 1000} s` : `ended with ${ended.rc}`;
  throw new InputError(`This program, which is to say a password, ${ending}; ${instead}`, { file: path });
}
