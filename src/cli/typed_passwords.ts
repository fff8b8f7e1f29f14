// run and resume -k, -K: passwords that a human types before anything starts. They live as long as this process, and nowhere else.
import { Secret } from "../model/secret.ts";
import type { Passwords } from "../model/way.ts";
import type { Context } from "./context.ts";
import { exitCode } from "./exit_code.ts";
import { Refusal } from "./refusal.ts";

/** Asks for them in Ansible's words. Throws Refusal where nobody can type, or whoever can does not. */
export async function typedPasswords(context: Context): Promise<Passwords> {
  const { askPass = false, askBecomePass = false } = context.flags;
  if (!askPass && !askBecomePass) return {};
  demandTerminal(context, askPass ? "-k" : "-K");
  const login = askPass ? await typed(context, "SSH password: ") : undefined;
  const same = login === undefined ? "" : "[defaults to SSH password]";
  const become = askBecomePass ? await typed(context, `BECOME password${same}: `) || login : undefined;
  return {
    ...(login === undefined ? {} : { connection: new Secret(login) }),
    ...(become === undefined ? {} : { become: new Secret(become) }),
  };
}

function demandTerminal({ io, flags }: Context, flag: "-k" | "-K"): void {
  if (io.stdinIsTerminal && flags.nonInteractive !== true) return;
  const file = flag === "-k" ? "--connection-password-file" : "--become-password-file";
  const why = io.stdinIsTerminal ? "--non-interactive asks nothing" : "standard input is no terminal";
  throw new Refusal(`${flag} asks for a password, and ${why}`, { hint: `Name a file whose first line it is: ${file}` });
}

async function typed({ io }: Context, want: string): Promise<string> {
  const line = await io.readSecret(want);
  io.stderr.write("\n");
  if (line !== undefined) return line;
  throw new Refusal("No password was typed: nothing was started", {
    exit: exitCode.interrupted,
    kind: "interrupted",
  });
}
