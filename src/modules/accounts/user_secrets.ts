// The steps of an account that read a secret: its password's hash, its SSH key's passphrase. Both go through standard input.
import type { Command } from "../../model/command.ts";
import { ACCOUNTS, type Family, toolCommand, type Tools } from "./account_tools.ts";
import { OWN_FOLDER } from "../ssh_keys/own_folder.ts";
import type { Params } from "../frame/parameters.ts";
import { pathWord, quote, quoteAll } from "../scripts/shell_words.ts";
import { keyFile, TELL_KEY } from "./user_probe.ts";

/** What is to be written: the hash with its mark of a lock, and whether a key is to be made. */
export interface Secrets {
  name: string;
  family: Family;
  hash?: string;
  key: boolean;
}

/** The commands, at most one of which reads. Throws MissingTool. */
export function secretCommands(tools: Tools, params: Params, { name, family, hash, key }: Secrets): Command[] {
  const setter = hash === undefined ? undefined : toolCommand(tools, passwordWords(name, family));
  const entry = family === "libuser" ? `${hash}\n` : `${name}:${hash}\n`;
  const password = setter === undefined ? [] : [{ ...setter, stdin: entry }];
  if (!key) return password;
  const keygen = keyCommand(tools, params, name);
  const passphrase = params.text("ssh_key_passphrase");
  if (passphrase === undefined) return [...password, keygen];
  const stdin = `${passphrase}\n${passphrase}\n`;
  if (setter === undefined) return [{ ...keygen, stdin }];
  // One input for both: the first line is the password's.
  const [, , script = "", , ...args] = keygen.argv;
  const first = `IFS= read -r w && printf '%s\\n' "$w" | LC_ALL=C ${quoteAll(setter.argv)} || exit 1\n`;
  return [{ ...keygen, argv: ["sh", "-c", `${first}${script}`, "sh", ...args], stdin: `${entry}${stdin}` }];
}

function passwordWords(name: string, family: Family): string[] {
  return family === "libuser" ? ["lpasswd", "-f", "0", "--", name] : ["chpasswd", "-e"];
}

// In a folder of our own, for the account may be at its own meanwhile; each file is put in place whole. Without a terminal and DISPLAY ssh-keygen reads a passphrase from its input.
const KEYGEN = `F=$3; unset DISPLAY SSH_ASKPASS SSH_ASKPASS_REQUIRE
entry passwd /etc/passwd "$1"; f 6; h=$v; f 3; u=$v; f 4; o=$u:$v
d=\${k%/*}
case $k in
/*) r=\${d:-/};;
*) [ -d "$h" ] || { echo "User $1 home directory does not exist" >&2; exit 1; }
r=$(cd -P -- "$h" && pwd -P) || exit 1; case $k in */*) r=\${r%/}/$d;; esac; k=\${h%/}/$k; d=\${k%/*};;
esac
if [ -z "$F" ] && { [ -e "$k" ] || [ -e "$k.pub" ]; }; then :
else
[ -e "$d" ] || { mkdir -m 0700 -- "$d" && ( enter "$d" "$r" "$u"; chown "$o" . ); } || exit 1
t=$(mktemp -d) || exit 1
c() { rm -rf -- "$t"; exit 1; }
C=$2; [ -z "$D" ] || C="ansible-generated on $(hostname 2>/dev/null || uname -n)"
shift 3
if [ "$P" ]; then
if command -v setsid >/dev/null; then setsid "$@" -q -C "$C" -f "$t/key" >/dev/null || c; else "$@" -q -C "$C" -f "$t/key" >/dev/null || c; fi
else "$@" -q -C "$C" -f "$t/key" -N '' >/dev/null </dev/null || c; fi
( enter "\${d:-/}" "$r" "$u"
place "$t/key" "\${k##*/}" "$o" 077 && place "$t/key.pub" "\${k##*/}.pub" "$o" 022 ) || c
rm -rf -- "$t"
fi
printf '\\0\\0'
e key "$k"
${TELL_KEY}`;

/** Makes the key where there is none, or in place of the one there is with force; tells what it is then. */
function keyCommand(tools: Tools, params: Params, name: string): Command {
  const bits = params.number("ssh_key_bits") ?? 0;
  const keygen = toolCommand(tools, [
    "ssh-keygen",
    ...["-t", params.text("ssh_key_type") ?? "rsa"],
    ...(bits > 0 ? ["-b", String(bits)] : []),
  ]);
  const reads = params.has("ssh_key_passphrase") ? "yes" : "";
  const comment = params.text("ssh_key_comment");
  const usual = comment === undefined ? "yes" : "";
  const script = `${ACCOUNTS}${OWN_FOLDER}k=${pathWord(keyFile(params))} P=${quote(reads)} D=${
    quote(usual)
  }\n${KEYGEN}`;
  const force = params.flag("force") ? "yes" : "";
  return { argv: ["sh", "-c", script, "sh", name, comment ?? "", force, ...keygen.argv], env: { LC_ALL: "C" } };
}
