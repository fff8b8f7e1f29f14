// The text that a session's `sh` reads first: its folder, its traps, and the functions that requests call.
import { quote, quoteAll } from "./quoting.ts";
import { receiptWrapper } from "./receipt_script.ts";

/** What a session says of itself when it has started. */
export interface Greeting {
  /** Process id of the `sh`. */
  pid: number;
  /** Whether the `sh` leads its process group, so that the group holds nothing but the session. */
  leads: boolean;
  /** How a command gets a process group of its own: the path of setsid, `set -m`, or not at all. */
  group: { kind: "setsid"; path: string } | { kind: "monitor" } | { kind: "none" };
  /** The shell's words with its program's full path, so that a command's own PATH does not matter. */
  shell: string[];
  /** The folder for receipts: `.ftl2` in the user's home, or `/var/tmp/.ftl2-UID`; empty where neither will do. */
  receipts: string;
  /** Boot id and machine id, as `Shell.machine` has them. */
  machine: string;
}

/** Bytes that must be free in memory before a session's folder is put there. A look's output of which more is kept is 1 MiB. */
const ROOM = 256 * 1024 * 1024;
/** Bytes of an input that memory is not asked for. */
const LARGE = 1024 * 1024;

// The folder is in memory where the host has room there and TMPDIR names no other place: creating files on a disk waits for whatever
// else is written to it, our own commits first of all (70 of 450 ms of a run of 30 tasks). A large input goes to a disk all the
// same, into a file of its own.
//
// A reader that is killed in the middle of an input takes the session with it: the `sh` would read the rest as commands.
//
// The next command's files are created when nobody waits any more, because that costs 0.7 ms on a slow disk.
//
// `set -m` is believed when it works: dash sets the option and goes on without job control.
//
// Receipts may lie in a `.ftl2` of the user's own home that cannot be used any more: looked for elsewhere, none would be found, and a command would
// run twice.
//
// `: TERM` keeps the sh alive when its group is told to end: subshells and programs have the default action again.
// `PIPE` is caught rather than ignored, because an ignored signal is inherited by every command.
// An exit for whatever reason removes the folder; a killed sh cannot, so the controller does it for it.
const script = (marker: string, name: string, shell: readonly string[]) => `
exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-
_ftl2_t=\${TMPDIR:-}; [ -n "$_ftl2_t" ] || { set -- $(stat -f -c '%T %a %S' /dev/shm); [ "$#" = 3 ] && [ "$1" = tmpfs ] && [ $(($2 * $3)) -ge ${ROOM} ] && _ftl2_t=/dev/shm; set --; }
for _ftl2_t in "\${_ftl2_t:-/tmp}" /tmp /var/tmp "$HOME"; do _ftl2_d=$_ftl2_t/${name}; mkdir -m 700 "$_ftl2_d" && break; _ftl2_d=; done
[ -n "$_ftl2_d" ] || exit 1
_ftl2_i=
trap 'rm -rf "$_ftl2_d" "\${_ftl2_i:-$_ftl2_d}"' EXIT
trap : TERM
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 141' PIPE
_ftl2_f() { _ftl2_o=0; _ftl2_e=0; [ -s "$3" ] && _ftl2_o=1; [ -s "$4" ] && _ftl2_e=1; echo "$2 $1 $_ftl2_o $_ftl2_e"; [ $5 = 0 ] && return; [ $_ftl2_o = 1 ] && { head -c $5 "$3"; printf %s "$2"; }; [ $_ftl2_e = 1 ] && { head -c $5 "$4"; printf %s "$2"; }; }
_ftl2_q() { _ftl2_x=$1; [ -e "$_ftl2_d/e$3" ] || _ftl2_x=gone; _ftl2_f $_ftl2_x "$2" "$_ftl2_d/o$3" "$_ftl2_d/e$3" "$4"; _ftl2_x=$(($3 + 1)); true >"$_ftl2_d/o$_ftl2_x" >"$_ftl2_d/e$_ftl2_x"; }
_ftl2_r() { [ -s "$_ftl2_d/refused" ] && { _ftl2_f refused "$1" "$_ftl2_d/refused" "$_ftl2_d/complaint" "$3"; return; }; _ftl2_x=lost; while read -r _ftl2_k _ftl2_v; do [ "$_ftl2_k" = end ] && { _ftl2_x=$_ftl2_v; break; }; done <"$2.claim"; _ftl2_f "$_ftl2_x" "$1" "$2.out" "$2.err" "$3"; }
_ftl2_u() { _ftl2_i=$_ftl2_d/i$2; [ "$1" -gt ${LARGE} ] && [ "\${_ftl2_d%/*}" = /dev/shm ] && for _ftl2_t in /tmp /var/tmp "$HOME"; do ( umask 077; set -C; true >"$_ftl2_t/\${_ftl2_d##*/}.i$2" ) && { _ftl2_i=$_ftl2_t/\${_ftl2_d##*/}.i$2; break; }; done; echo "$3"; { head -c "$1" || kill -9 $$; } | { cat >"$_ftl2_i" || { rm -f "$_ftl2_i"; cat >/dev/null; false; }; }; echo "$3 $? 0 0"; }
_ftl2_m() { [ -d "$1/tokens" ] || ( umask 077; mkdir -p "$1/tokens" ) || { echo folder; return 1; }; [ -e "$1/boot.$_ftl2_b" ] || { echo >"$1/boot.$_ftl2_b" && { sync "$1/boot.$_ftl2_b" "$1" "\${1%/*}" 2>/dev/null || :; }; } || { echo folder; return 1; }; }
_ftl2_h() { _ftl2_x=\${HOME:-}/.ftl2; _ftl2_own "\${HOME:-}" || _ftl2_x=; [ -n "$_ftl2_x" ] && _ftl2_own "$_ftl2_x" && { echo "$_ftl2_x"; return; }; _ftl2_t=/var/tmp/.ftl2-$(id -u); [ -n "$_ftl2_x" ] && { [ -e "$_ftl2_x" ] || [ ! -e "$_ftl2_t" ]; } && { echo "$_ftl2_x"; return; }; { _ftl2_own "$_ftl2_t" || mkdir -m 700 "$_ftl2_t" || _ftl2_own "$_ftl2_t"; } && [ ! -L "$_ftl2_t" ] && _ftl2_own "$_ftl2_t" && { echo "$_ftl2_t"; return; }; echo "$_ftl2_x"; }
_ftl2_own() { [ -n "$1" ] && [ -d "$1" ] && [ -O "$1" ] && [ -w "$1" ]; }
_ftl2_b=none; [ -r /proc/sys/kernel/random/boot_id ] && read -r _ftl2_b </proc/sys/kernel/random/boot_id
printf %s ${quote(receiptWrapper)} >"$_ftl2_d/w"; set --; . "$_ftl2_d/w"
_ftl2_x=yes; [ -r /proc/$$/stat ] && { read -r _ftl2_x </proc/$$/stat; set -- \${_ftl2_x##*) }; [ "$3" = $$ ] && _ftl2_x=yes; set --; }
_ftl2_g=$(command -v setsid) || { _ftl2_g=none; ( set -m; ${
  quoteAll(shell)
} -c 'kill -0 -$$'; exit $? ) 2>/dev/null && _ftl2_g=monitor; }
_ftl2_k=; for _ftl2_v in /etc/machine-id /var/lib/dbus/machine-id; do [ -r "$_ftl2_v" ] && read -r _ftl2_k <"$_ftl2_v"; [ -n "$_ftl2_k" ] && break; done
_ftl2_k=\${_ftl2_b#none}:$_ftl2_k
[ "$_ftl2_k" = : ] && _ftl2_k=$(sysctl -n kern.bootsessionuuid):$(sysctl -n kern.uuid || sysctl -n kern.hostuuid || sysctl -n hw.uuid)
[ "$_ftl2_k" = : ] && _ftl2_k=host:$(hostname || uname -n)
printf '%s%s\\n' ${marker.slice(0, 8)} ${marker.slice(8)}
printf '%s\\n' $$ "$_ftl2_x" "$_ftl2_g" "$(command -v ${quote(shell[0]!)})" "$(_ftl2_h)" "$_ftl2_k"
`;

/** Shell that removes what a session left behind that was killed: its folder, and a large input on a disk. */
export function remainsRemoved(folder: string): string {
  const name = folder.slice(folder.lastIndexOf("/") + 1);
  return `rm -rf ${quote(folder)} /tmp/${name}.i* /var/tmp/${name}.i* "$HOME"/${name}.i*\n`;
}

/** The start of a session. Its folder is called `name`; what the host prints before `marker` (a message of the day) is not ours. */
export function startOfSession(marker: string, name: string, shell: readonly string[]): string {
  return script(marker, name, shell).trimStart();
}

/** Reads the greeting that follows the marker. */
export async function readGreeting(line: () => Promise<string>, shell: readonly string[]): Promise<Greeting> {
  const [pid, leads, group, program] = [await line(), await line(), await line(), await line()];
  const [receipts, machine] = [await line(), await line()];
  return {
    pid: Number(pid),
    leads: leads === "yes",
    group: group === "monitor" || group === "none" ? { kind: group } : { kind: "setsid", path: group },
    shell: [program === "" ? shell[0]! : program, ...shell.slice(1)],
    receipts,
    machine,
  };
}
