// Answers ssh's question for a password: once, to this ssh only, over a named pipe. Nothing of it is in a file, an argument or the environment.
import type { Secret } from "../model/secret.ts";
import { privateFolder, privatePath } from "./ssh_folder.ts";

/**
 * Asked for anything but a password (a passphrase, a host key, a code) it says nothing. An ssh that is not the one that the answer is
 * for, such as that of a jump host, gets none either, and the answer is put back.
 */
const script = `#!/bin/sh
case $1 in *[Pp]assphrase* | *PIN*) exit 1 ;; *[Pp]assword*) ;; *) exit 1 ;; esac
IFS= read -r answer <"$FTL2_ASKPASS" || exit 1
case $answer in
"$PPID "*) printf '%s\\n' "\${answer#* }" ;;
*) printf '%s\\n' "$answer" >"$FTL2_ASKPASS"; exit 1 ;;
esac
`;

/** Holds an answer ready. Disposing takes it away again, whether or not it was asked for. */
export interface Askpass extends Disposable {
  /** What ssh's environment has to hold so that it asks here. */
  env: Record<string, string>;
  /** Says which process the answer is for. */
  answer(pid: number): Promise<void>;
}

/** Makes a pipe for the answer. */
export async function askpass(password: Secret): Promise<Askpass> {
  const [program, pipe] = [`${await privateFolder()}/askpass-1`, await privatePath("p")];
  if (!await Deno.stat(program).then(() => true, () => false)) {
    // Whole at once, since others may be about to start it.
    await Deno.writeTextFile(`${pipe}.sh`, script, { mode: 0o700 });
    await Deno.rename(`${pipe}.sh`, program);
  }
  const made = await new Deno.Command("mkfifo", { args: ["-m", "600", pipe], stdin: "null" }).output();
  if (!made.success) throw new Error(`Cannot make a pipe for ssh's question: ${new TextDecoder().decode(made.stderr)}`);
  // Open at both ends, so that writing does not wait for a reader, and what nobody reads goes with us.
  const file = await Deno.open(pipe, { read: true, write: true });
  return {
    env: {
      SSH_ASKPASS: program,
      SSH_ASKPASS_REQUIRE: "force",
      // An ssh before 8.4 asks a program only where there is a display.
      DISPLAY: Deno.env.get("DISPLAY") ?? "none:0",
      FTL2_ASKPASS: pipe,
    },
    answer: async (pid) => {
      const [line = ""] = password.reveal().split("\n");
      await file.write(new TextEncoder().encode(`${pid} ${line}\n`));
    },
    [Symbol.dispose]: () => {
      file.close();
      try {
        Deno.removeSync(pipe);
      } catch {
        // The folder was swept meanwhile.
      }
    },
  };
}

/** The environment in which ssh asks nobody: without it a desktop's dialog might come up. */
export const askNobody = { SSH_ASKPASS_REQUIRE: "never" };
