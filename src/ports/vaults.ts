// What ansible-vault encrypted, opened with the passwords that a loop was given. Synchronous: evaluation does not wait.
import type { Place } from "../model/errors.ts";

/** The vaults of one loop at work, or of one check. What they say is secret from then on. */
export interface Vaults {
  /** What an encrypted text says; `place` is where it stands. Throws VaultClosed where no password opens it, InputError where it is none. */
  open(text: string, place: Place): Uint8Array;
  /** The same of a whole file, which is remembered as one. */
  openFile(text: string, path: string): Uint8Array;
  /** Opens the values within a text that were encrypted by themselves, as far as they can be: from here on nobody tells what they say, whoever prints it. */
  foresee(text: string): void;
  /** Whether a file was opened as a whole: no sentence may quote it. */
  isVault(path: string): boolean;
}
