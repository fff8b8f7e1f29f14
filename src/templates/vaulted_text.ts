// Texts that are read as data while they may be encrypted: none is read as ciphertext, and what is wrong with an opened one is told without its words.
import { InputError, type Place, TemplateError, VaultClosed } from "../model/errors.ts";
import type { Files } from "../ports/files.ts";
import { isVaultText } from "./vault_text.ts";

const INSTEAD = "name a file with its password: --vault-password-file FILE, or --vault-id LABEL@FILE";

/** The sentence about something that is encrypted where there is no password at all. */
export function closedVault(place: Place): VaultClosed {
  return new VaultClosed(`This is encrypted by ansible-vault, and no password was given: ${INSTEAD}`, place);
}

/** The text as it is; throws VaultClosed for one that nothing has opened. */
export function demandOpen(text: string, file: string): string {
  if (isVaultText(text)) throw closedVault({ file, line: 1, column: 1 });
  return text;
}

/** What `read` makes of a file's text. Of a file that was opened a mistake is told by its place alone: the sentence could have a secret in it. */
export function unquoted<T>(path: string, { vaults }: Pick<Files, "vaults">, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (vaults?.isVault(path) !== true || error instanceof VaultClosed) throw error;
    if (error instanceof InputError) throw new InputError(MISTAKEN, { ...error.place, file: path });
    if (error instanceof TemplateError) throw new TemplateError(`${path}: ${MISTAKEN}`, error.line, error.column);
    throw error;
  }
}

const MISTAKEN =
  "What is encrypted here cannot be read once it is opened, and is not repeated: `ansible-vault view` shows it";
