// The vaults of a loop: their passwords from the files that its options name, and what a human typed for this process.
import type { LoopOptions } from "../model/loop.ts";
import { openedVars } from "../playbook/extra_vars.ts";
import type { Vaults } from "../ports/vaults.ts";
import { localFiles } from "../transports/local_files.ts";
import { openVaults } from "./open_vaults.ts";
import { type Heard, type VaultPassword, vaultPasswordsOf } from "./vault_passwords.ts";

/** What was typed; it lives as long as this process. */
let typed: readonly VaultPassword[] = [];
/** What programs said when a loop was checked: the work that follows goes on with it. */
const heard: Heard = new Map();

/** From here on these were typed, and none before. */
export function typeVaults(passwords: readonly VaultPassword[]): void {
  typed = passwords;
}

/** All passwords that there are for a loop. Throws InputError for a file that gives none. `check`: what programs say is kept for the work. */
export async function vaultPasswords(
  { vaults = [] }: Pick<LoopOptions, "vaults">,
  { check }: { check: boolean },
  signal: AbortSignal,
): Promise<VaultPassword[]> {
  if (vaults.length === 0) return [...typed];
  const known: Heard = new Map(heard);
  const read = await vaultPasswordsOf(vaults, { files: localFiles(), heard: known, open: opened }, signal);
  if (check) { for (const [key, text] of known) heard.set(key, text); }
  else heard.clear();
  return [...read, ...typed];
}

/** The options with all extra variables in the clear: for this process alone. Throws VaultClosed. */
export function withOpenedVars<T extends LoopOptions>(options: T, vaults: Vaults): T {
  if (options.extraVars !== undefined) vaults.foresee(JSON.stringify(options.extraVars));
  return options.vaultedVars === undefined ? options : { ...options, extraVars: openedVars(options, vaults) };
}

function opened(text: string, path: string, before: readonly VaultPassword[]): string {
  return new TextDecoder().decode(openVaults(before, () => {}).openFile(text, path));
}
