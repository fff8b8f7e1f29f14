// Passwords of vaults, from files, programs and what was typed. They are read past what a run keeps of its files, so that none gets on record.
import { InputError } from "../model/errors.ts";
import type { LoopOptions } from "../model/loop.ts";
import { Secret } from "../model/secret.ts";
import type { Files } from "../ports/files.ts";
import { isVaultText } from "../templates/vault_text.ts";
import { runProgram } from "../transports/run_program.ts";

/** Milliseconds that a program has to say a password: it may ask a human. */
const LIMIT_MS = 60_000;
/** 64 KiB. */
const MOST_BYTES = 64 * 1024;
/** What a client's exit status says: it knows no password of that label. As Ansible has it. */
const UNKNOWN = 2;

/** One password with its label. */
export interface VaultPassword {
  label: string;
  password: Secret;
}

/** What programs said of passwords, by label and file: who checks a loop and then works on it asks them once. */
export type Heard = Map<string, string>;

/** How they are read. */
export interface VaultReading {
  files: Files;
  heard: Heard;
  /** Opens a file of a password that is encrypted itself, with the passwords before it. Throws InputError. */
  open(text: string, path: string, before: readonly VaultPassword[]): string;
}

/**
 * The passwords in these files, in order. One that may be executed is run, as Ansible does, and told its label where its name ends in `-client`.
 * Throws InputError for a file that cannot be read, fails or is empty; no sentence has a password in it.
 */
export async function vaultPasswordsOf(
  vaults: LoopOptions["vaults"],
  reading: VaultReading,
  signal: AbortSignal,
): Promise<VaultPassword[]> {
  const found: VaultPassword[] = [];
  for (const { label, file } of vaults ?? []) {
    const text = await textOf(label, file, { ...reading, before: found }, signal);
    if (text === "") throw new InputError("There is no vault password in it: it is empty", { file });
    found.push({ label, password: new Secret(text) });
  }
  return found;
}

async function textOf(
  label: string,
  file: string,
  { files, heard, open, before }: VaultReading & { before: readonly VaultPassword[] },
  signal: AbortSignal,
): Promise<string> {
  const kind = files.kind(file);
  if (kind === undefined) throw new InputError(`There is no such file of a vault password (${label})`, { file });
  const executable = kind === "file" && ((files.mode?.(file) ?? 0) & 0o111) !== 0;
  if (executable) {
    const key = JSON.stringify([label, file]);
    const text = heard.get(key) ?? await said(label, file, signal);
    heard.set(key, text);
    return withoutLineEnds(text);
  }
  const text = files.readText(file).trim();
  return isVaultText(text) ? withoutLineEnds(open(text, file, before)) : text;
}

function withoutLineEnds(text: string): string {
  return text.replace(/^[\r\n]+|[\r\n]+$/g, "");
}

/** What a program says is told to nobody, not even where it fails: it may be the password. */
async function said(label: string, file: string, signal: AbortSignal): Promise<string> {
  const isClient = file.replace(/(?<=[^/.])\.[^/.]*$/, "").endsWith("-client");
  const args = isClient ? ["--vault-id", label] : [];
  const ended = await runProgram(
    file,
    { args, stdin: "", env: {}, limitMs: LIMIT_MS, stdoutBytes: MOST_BYTES },
    signal,
  );
  const instead = "if the password stands in it, take the permission to execute it away (chmod -x)";
  if ("error" in ended) {
    throw new InputError(
      `This file of a vault password is executable, and cannot be run: ${ended.error}; ${instead}`,
      { file },
    );
  }
  if (ended.rc === 0 && !ended.timedOut) return ended.stdout;
  if (isClient && ended.rc === UNKNOWN) {
    throw new InputError(`This program knows no vault password for ${label}: give its label another source`, { file });
  }
  const ending = ended.timedOut ? `has not ended within ${LIMIT_MS / 1000} s` : `ended with ${ended.rc}`;
  throw new InputError(`This program, which is to say the vault password of ${label}, ${ending}; ${instead}`, { file });
}
