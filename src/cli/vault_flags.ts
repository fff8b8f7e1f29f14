// The flags that say what opens what ansible-vault encrypted.
import { type Command, Option } from "commander";
import { together } from "./flag_values.ts";
import type { NamedFlag } from "./not_built.ts";

/** Absent where they were not given. */
export interface VaultFlags {
  /** As typed, in order. */
  vaultId?: string[];
  vaultPasswordFile?: string[];
  vaultPassFile?: string[];
  askVaultPassword?: boolean;
  askVaultPass?: boolean;
}

/** Declares those that name files. */
export function declareVaults(command: Command): Command {
  return command.optionsGroup("What opens what ansible-vault encrypted:")
    .option("--vault-password-file <file>", "its text is the password; a program is run, and prints it", together)
    .addOption(new Option("--vault-pass-file <file>").argParser(together).hideHelp())
    .option("--vault-id <label@file>", "the same for one label; LABEL@prompt asks", together);
}

/** Declares what is typed. */
export function declareTypedVaults(command: Command): Command {
  return command.option("-J, --ask-vault-password", "type a vault password; it is nowhere on record")
    .addOption(new Option("--ask-vault-pass").hideHelp());
}

/** What a command without a terminal answers to it. */
export const typedVaultsElsewhere: NamedFlag[] = ["-J, --ask-vault-password", "--ask-vault-pass"].map((flags) => ({
  flags,
  instead: "a worker asks nobody, and the password is on no record: name a file with --vault-password-file",
}));
