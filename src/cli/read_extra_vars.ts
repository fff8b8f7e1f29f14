// --extra-vars as they go on record, which is why no password of a connection may be among them.
import type { LoopOptions } from "../model/loop.ts";
import type { Context } from "./context.ts";
import { Refusal } from "./refusal.ts";

/** Ansible's names of what opens a host, old ones included. */
const PASSWORD = /^ansible_(ssh_|become_|sudo_|su_|doas_)?pass(word)?$/;

/** The variables that were typed. Throws InputError, and Refusal for a password that is neither a template nor encrypted. */
export async function readExtraVars(
  { flags, io, wiring }: Context,
  vaults: Pick<LoopOptions, "vaults">,
): Promise<Pick<LoopOptions, "extraVars" | "vaultedVars">> {
  if (flags.extraVars === undefined) return {};
  const { extraVars, vaultedVars } = await wiring.readExtraVars(flags.extraVars, { cwd: io.cwd, ...vaults });
  const sealed = vaultedVars.length === 0 ? {} : { vaultedVars };
  const password = Object.entries(extraVars).find(([name, value]) =>
    PASSWORD.test(name) && typeof value === "string" && value !== "" && !value.includes("{{")
  );
  if (password === undefined) {
    return { ...Object.keys(extraVars).length === 0 && vaultedVars.length > 0 ? {} : { extraVars }, ...sealed };
  }
  const become = /become|sudo|su_|doas/.test(password[0]);
  throw new Refusal(`-e ${password[0]}=… is not taken: extra variables are on record, and a password must not be`, {
    hint: become
      ? "Type it with -K, or name a file with --become-password-file, or set it in the inventory"
      : "Type it with -k, or name a file with --connection-password-file, or set it in the inventory",
  });
}
