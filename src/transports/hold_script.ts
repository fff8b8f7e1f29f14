// The shell texts of leases on a machine: telling it who may change it, and clearing away what long-ended loops left there.
//
// A lease lies under the receipts' root, in `.holds/UID/tokens/T`, and is kept like a loop's token: by the names of empty files.
import { quote } from "./quoting.ts";
import { tokens } from "./receipt_script.ts";

/** Milliseconds after which a session sweeps again: a day. */
export const SWEEP_MS = 24 * 60 * 60 * 1000;
/** Days without a token or a claim after which a loop's folder is removed. */
const SWEPT_DAYS = 30;
/** Lower tokens that may lie about: each pass of a loop stores a new one, and to remove one costs a program. */
const SPARE_TOKENS = 15;

/**
 * Stores a token, then looks for commands that run under any receipt: `sh -c … sh ROOT FOLDER TOKEN`, in a session. Prints a word: free,
 * busy, fenced or unwritable. No program is started, save a mkdir for the first lease.
 *
 * The token comes first: a command that claims its receipt after our look finds it and does not start, one that claimed it before is seen.
 * A claim without its first line has an owner who has not looked at the tokens yet, or who is dead: nothing runs. The owner's group is looked
 * for once for all claims whose owner is gone, because that means to read all of /proc.
 *
 * A token is kept for each user of the machine, since each has a root of his own: the engine tells every shell. A shell of root that another user
 * entered with looks at that user's claims, too (`_ftl2_login`, see become.ts). The other way round is not possible: nobody but root may read them.
 * Nor does it reach a user as whom the new holder never comes: what an earlier holder sent as that user before is refused nowhere.
 */
export const holdScript = `${tokens}
_ftl2_h=$2 _ftl2_t=$3
[ -d "$_ftl2_h/tokens" ] || ( umask 077; mkdir -p "$_ftl2_h/tokens" ) || { echo unwritable; exit; }
_ftl2_fenced "$_ftl2_h" "$_ftl2_t" && { echo fenced; exit; }
_ftl2_stored "$_ftl2_h" "$_ftl2_t" ${SPARE_TOKENS} || { echo unwritable; exit; }
_ftl2_fenced "$_ftl2_h" "$_ftl2_t" && { echo fenced; exit; }
_ftl2_w=
for _ftl2_a in "$1"/*/*.claim \${_ftl2_login:+"$_ftl2_login"/*/*.claim}; do
  [ -f "$_ftl2_a" ] || continue
  _ftl2_p=
  { while read -r _ftl2_k _ftl2_v _ftl2_z; do
    case $_ftl2_p:$_ftl2_k in
      :*) _ftl2_p=$_ftl2_k _ftl2_s=$_ftl2_v _ftl2_o=$_ftl2_z ;;
      *:end | *:refused) _ftl2_p=; break ;;
    esac
  done <"$_ftl2_a"; } 2>/dev/null
  case $_ftl2_p in '' | *[!0-9]*) continue ;; esac
  [ "$_ftl2_o" = "$_ftl2_b" ] && _ftl2_w="$_ftl2_w $_ftl2_p $_ftl2_s"
done
[ -z "$_ftl2_w" ] && { echo free; exit; }
_ftl2_gone=' '
_ftl2_owner() {
  [ "$2" = - ] && { kill -0 "$1" 2>/dev/null; return; }
  _ftl2_p=$1 _ftl2_s=$2
  { read -r _ftl2_v <"/proc/$1/stat"; } 2>/dev/null || _ftl2_v=') X'
  set -- \${_ftl2_v##*) }
  case $1 in Z | X) _ftl2_gone="$_ftl2_gone$_ftl2_p "; return 1 ;; esac
  [ "\${20}" = "$_ftl2_s" ]
}
set -- $_ftl2_w
while [ $# -gt 0 ]; do
  _ftl2_owner "$1" "$2" && { echo busy; exit; }
  shift 2
done
[ "$_ftl2_gone" = ' ' ] && { echo free; exit; }
for _ftl2_f in /proc/[0-9]*/stat; do
  { read -r _ftl2_v <"$_ftl2_f"; } 2>/dev/null || continue
  set -- \${_ftl2_v##*) }
  case $1 in Z | X) continue ;; esac
  case $_ftl2_gone in *" $3 "* | *" $4 "*) echo busy; exit ;; esac
done
echo free
`;

/**
 * A line that removes the folders of loops and leases which nobody has touched for 30 days, beside the session. A folder with a claim in it
 * stays, however old: without the claim its command could be run once more. rmdir sees to that, also when one is made meanwhile.
 */
export function sweeping(root: string): string {
  return `( cd ${
    quote(root)
  } && find . .holds -mindepth 1 -maxdepth 1 -type d ! -name .holds -mtime +${SWEPT_DAYS} | ` +
    `while read -r _ftl2_f; do set -- "$_ftl2_f"/*.claim; [ -e "$1" ] && continue; ` +
    `[ -n "$(find "$_ftl2_f/tokens" -prune ! -mtime +${SWEPT_DAYS})" ] && continue; ` +
    `rm -rf "$_ftl2_f/tokens" "$_ftl2_f"/boot.*; rmdir "$_ftl2_f"; done ) </dev/null >/dev/null 2>&1 &\n`;
}
