// Passwords that stand in files. They are read past what a run keeps of its files, so that no copy of them gets on record.
import { InputError } from "../model/errors.ts";
import { Secret } from "../model/secret.ts";
import type { Passwords, Reach } from "../model/way.ts";
import type { Files } from "../ports/files.ts";
import { passwordSaidBy, saysPassword } from "./password_program.ts";

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
  const text = saysPassword(path, files)
    ? await passwordSaidBy(path, { what: "a password" }, signal)
    : files.readText(path);
  const [line = ""] = text.split(/\r?\n/);
  if (line === "") throw new InputError("There is no password in it: its first line is empty", { file: path });
  return new Secret(line);
}
