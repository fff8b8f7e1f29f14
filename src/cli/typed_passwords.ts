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
  const [flag, file] = askPass ? ["-k", "--connection-password-file"] : ["-K", "--become-password-file"];
  demandTerminal(context, flag!, file!);
  const login = askPass ? await typedLine(context, "SSH password: ") : undefined;
  const same = login === undefined ? "" : "[defaults to SSH password]";
  const become = askBecomePass ? await typedLine(context, `BECOME password${same}: `) || login : undefined;
  return {
    ...(login === undefined ? {} : { connection: new Secret(login) }),
    ...(become === undefined ? {} : { become: new Secret(become) }),
  };
}

/** Throws Refusal where nobody can type what a flag asks for; `file` is the flag that names a file instead. */
export function demandTerminal({ io, flags }: Context, flag: string, file: string): void {
  if (io.stdinIsTerminal && flags.nonInteractive !== true) return;
  const why = io.stdinIsTerminal ? "--non-interactive asks nothing" : "standard input is no terminal";
  throw new Refusal(`${flag} asks for a password, and ${why}`, { hint: `Name a file with it: ${file}` });
}

/** A line that is typed unseen. Throws Refusal where none is. */
export async function typedLine({ io }: Context, want: string): Promise<string> {
  const line = await io.readSecret(want);
  io.stderr.write("\n");
  if (line !== undefined) return line;
  throw new Refusal("No password was typed: nothing was started", {
    exit: exitCode.interrupted,
    kind: "interrupted",
  });
}
