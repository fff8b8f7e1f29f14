// Extra variables, some of them in files that ansible-vault encrypted.
import type { LoopOptions } from "../model/loop.ts";
import { type ExtraVars, parseExtraVars } from "../playbook/extra_vars.ts";
import { localFiles } from "../transports/local_files.ts";
import { checkingVaults } from "./checked_vaults.ts";
import { withVaults } from "./open_vaults.ts";

/** As `parseExtraVars` says. */
export async function readSealedVars(
  given: readonly string[],
  { cwd, options }: { cwd: string; options: Pick<LoopOptions, "vaults"> },
  signal: AbortSignal,
): Promise<ExtraVars> {
  return await checkingVaults(
    options,
    ({ vaults }) => Promise.resolve(parseExtraVars(given, { files: withVaults(localFiles(), vaults), cwd })),
    signal,
  );
}
