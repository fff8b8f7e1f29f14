// A home directory that the host's programs do not make: a copy of the skeleton, the account's own.
import type { Command } from "../../model/command.ts";
import { ACCOUNTS } from "./account_tools.ts";
import { chmodText } from "../files/mode.ts";

const MAKE = `h=$1 s=$2 m=$3 o=$4
[ -n "$h" ] || { own /etc/passwd "$o"; f 6; h=$v; }
if [ ! -e "$h" ]; then
mkdir -p -- "$h" || exit 1
if [ -e "$s" ]; then cp -RpP -- "$s/." "$h/" || exit 1; fi
[ -z "$m" ] || chmod "$m" "$h" || exit 1
[ -z "$o" ] || chown -hR -- "$o:" "$h"
fi`;

/** The home directory to be made: its path, what it is a copy of, the umask for it (the task's, or UMASK of login.defs), and whose it is to be, if there is such an account already. */
export interface NewHome {
  /** Empty for the one that its owner's entry of /etc/passwd names. */
  path: string;
  skeleton: string | undefined;
  umask: string | undefined;
  owner?: string;
}

/** The command that makes it where there is none, and gives it to its owner. */
export function makeHome({ path, skeleton = "/etc/skel", umask, owner = "" }: NewHome): Command {
  const mode = umask === undefined ? "" : chmodText(0o777 & ~Number.parseInt(umask, 8));
  return { argv: ["sh", "-c", path === "" ? `${ACCOUNTS}${MAKE}` : MAKE, "sh", path, skeleton, mode, owner] };
}

/** The command that gives a home directory to its account, with all that is in it. Links are not followed: what they lead to is not the account's. */
export function giveHome(path: string, owner: string): Command {
  return { argv: ["chown", "-hR", "--", `${owner}:`, path] };
}
