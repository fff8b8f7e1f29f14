// --extra-vars as they go on record, which is why no password of a connection may be among them.
import type { JsonObject } from "../model/json.ts";
import type { Context } from "./context.ts";
import { Refusal } from "./refusal.ts";

/** Ansible's names of what opens a host, old ones included. */
const PASSWORD = /^ansible_(ssh_|become_|sudo_|su_|doas_)?pass(word)?$/;

/** The variables that were typed. Throws InputError, and Refusal for a password that is no template. */
export async function readExtraVars({ flags, io, wiring }: Context): Promise<{ extraVars?: JsonObject }> {
  if (flags.extraVars === undefined) return {};
  const extraVars = await wiring.readExtraVars(flags.extraVars, io.cwd);
  const password = Object.entries(extraVars).find(([name, value]) =>
    PASSWORD.test(name) && typeof value === "string" && value !== "" && !value.includes("{{")
  );
  if (password === undefined) return { extraVars };
  const become = /become|sudo|su_|doas/.test(password[0]);
  throw new Refusal(`-e ${password[0]}=… is not taken: extra variables are on record, and a password must not be`, {
    hint: become
      ? "Type it with -K, or name a file with --become-password-file, or set it in the inventory"
      : "Type it with -k, or name a file with --connection-password-file, or set it in the inventory",
  });
}
