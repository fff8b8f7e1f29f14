// Vaults as checks and listings open them: without a record, but with people who read what is wrong.
import type { LoopOptions } from "../model/loop.ts";
import type { Vaults } from "../ports/vaults.ts";
import { hide } from "../secrets/hide.ts";
import { redactedError } from "../secrets/redacted_error.ts";
import { Redactor } from "../secrets/redactor.ts";
import { openVaults } from "./open_vaults.ts";
import { digests } from "./secrets_at_work.ts";
import { VaultedSecrets } from "./vaulted_secrets.ts";
import { vaultPasswords } from "./vaults_at_work.ts";

/** What a check is handed. */
export interface CheckedVaults {
  vaults: Vaults;
  /** These are names of hosts and groups; from here on all else is hidden. */
  know(names: Iterable<string>): void;
  /** A plain value without what came out of vaults. */
  hide<T>(value: T): T;
}

/** Does a check. Its errors are told without what came out of vaults; throws InputError, also for a password that is not there. */
export async function checkingVaults<T>(
  options: Pick<LoopOptions, "vaults">,
  work: (checked: CheckedVaults) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const passwords = await vaultPasswords(options, { check: true }, signal);
  const redactor = new Redactor();
  redactor.add(passwords.map(({ password }) => password.reveal()));
  const parts = new VaultedSecrets({ learn: (values) => redactor.add(values), digests });
  try {
    return await work({
      vaults: openVaults(passwords, (found) => parts.add(found)),
      know: (names) => parts.know(names),
      hide: (value) => hide(value, redactor),
    });
  } catch (error) {
    parts.know([]);
    throw redactedError(error, redactor);
  }
}
