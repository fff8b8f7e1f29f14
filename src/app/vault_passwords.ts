// Passwords of vaults, from files, programs and what was typed. They are read past what a run keeps of its files, so that none gets on record.
import { InputError } from "../model/errors.ts";
import type { LoopOptions } from "../model/loop.ts";
import { Secret } from "../model/secret.ts";
import type { Files } from "../ports/files.ts";
import { isVaultText } from "../templates/vault_text.ts";
import { passwordSaidBy, saysPassword } from "./password_program.ts";

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
  if (files.kind(file) === undefined) {
    throw new InputError(`There is no such file of a vault password (${label})`, { file });
  }
  if (saysPassword(file, files)) {
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

function said(label: string, file: string, signal: AbortSignal): Promise<string> {
  const what = `the vault password of ${label}`;
  const isClient = file.replace(/(?<=[^/.])\.[^/.]*$/, "").endsWith("-client");
  if (!isClient) return passwordSaidBy(file, { what }, signal);
  const meanings = { [UNKNOWN]: `This program knows no vault password for ${label}: give its label another source` };
  return passwordSaidBy(file, { what, args: ["--vault-id", label], meanings }, signal);
}
