// The shell texts of receipts: the wrapper that runs a command under one, and the question what became of one.
//
// Files of a receipt, in a folder a loop (0700), by the action's number N:
//   N.claim  created exclusively, once, then only appended to, a line a write. The first line decides: pid, start time (field 22
//            of /proc/PID/stat) and boot id of who runs the command; `settled` by who looked and found no claim;
//            `lost` when it cannot be known. Then `end RC`, `why timeout|cancel`, or `refused` by an owner who never started.
//   N.out N.err   the command's output, and what a result is read from.
// Who created the claim and dies before its first line, or sleeps that long, has lost it to who appends first: an owner starts
// nothing before he has read his own line there.
// tokens/T stands for a fencing token seen, boot.ID for a boot in which commands ran here. Names are compared, not contents,
// so that two writers at once can never put an older token in place of a newer one; and in a folder of their own, so that
// the look at them does not grow with the receipts. Few files, because creating one costs 0.7 ms on a slow disk.

/**
 * Shell functions by which a folder keeps the highest token seen, a loop's or a machine's: `_ftl2_fenced FOLDER TOKEN` holds where a higher one
 * lies there, `_ftl2_stored FOLDER TOKEN SPARE` puts one there, and removes lower ones when there are more than SPARE. Both leave the positional
 * parameters of their caller alone.
 */
export const tokens = `
_ftl2_fenced() { for _ftl2_f in "$1/tokens"/*; do [ "\${_ftl2_f##*/}" -gt "$2" ] 2>/dev/null && return 0; done; return 1; }
_ftl2_stored() {
  [ -e "$1/tokens/$2" ] && return 0
  { echo >"$1/tokens/$2"; } || return 1
  _ftl2_v=$2 _ftl2_k=$3; set -- "$1/tokens"/*
  [ $# -gt $((_ftl2_k + 1)) ] || return 0
  for _ftl2_f in "$@"; do shift; [ "\${_ftl2_f##*/}" -lt "$_ftl2_v" ] && set -- "$@" "$_ftl2_f"; done
  [ $# -eq 0 ] || rm -f "$@"
  return 0
}
`;

/**
 * Runs a command under a receipt: `sh wrapper FOLDER ACTION TOKEN HOLD HOLDTOKEN BOOT CWD ARGV...`, in a process group of its own. It
 * outlives the session and the controller, and writes the end itself. Prints a word on stdout, and nothing else, when it
 * refuses: claimed, fenced, held or unwritable. Nothing of it is exported, and no program is started but the command.
 *
 * HOLD is the folder of the machine's lease, empty for none. Both tokens are looked at before the claim, so that little is written in vain,
 * and after it: whoever stored a higher one since looks for claims only then, so that one of the two sees the other.
 *
 * Without arguments it only defines its functions: a session reads it so, and runs short scripts by `_ftl2_main _ftl2_script FOLDER
 * ACTION TOKEN HOLD HOLDTOKEN BOOT CWD SCRIPT ARGS...` in a subshell of its own, which saves three programs a deed. The claim then names the session's sh, which goes on to
 * the end of its line, and so writes the end, when its controller is gone.
 */
export const receiptWrapper = `${tokens}
_ftl2_main() {
  _ftl2_how=$1 _ftl2_d=$2 _ftl2_a=$2/$3 _ftl2_t=$4 _ftl2_h=$5 _ftl2_l=$6 _ftl2_b=$7 _ftl2_c=$8
  shift 8
  if _ftl2_barred; then exit 1; fi
  _ftl2_s=-
  [ -r /proc/$$/stat ] && read -r _ftl2_s </proc/$$/stat && _ftl2_start \${_ftl2_s##*) }
  _ftl2_s="$$ $_ftl2_s $_ftl2_b"
  _ftl2_stored "$_ftl2_d" "$_ftl2_t" 0 || { echo unwritable; exit 1; }
  set -C
  if ! { true >"$_ftl2_a.claim"; } 2>/dev/null; then
    [ -e "$_ftl2_a.claim" ] && echo claimed || echo unwritable
    exit 1
  fi
  set +C
  echo "$_ftl2_s" >>"$_ftl2_a.claim"
  _ftl2_x=; read -r _ftl2_x <"$_ftl2_a.claim"
  [ "$_ftl2_x" = "$_ftl2_s" ] || { [ -n "$_ftl2_x" ] && echo claimed || echo unwritable; exit 1; }
  if _ftl2_barred; then echo refused >>"$_ftl2_a.claim"; exit 1; fi
  trap : HUP INT TERM
  ( [ -z "$_ftl2_c" ] || CDPATH= cd -- "$_ftl2_c" || exit 1
    "$_ftl2_how" "$@" ) >"$_ftl2_a.out" 2>"$_ftl2_a.err"
  _ftl2_x=$?
  echo "end $_ftl2_x" >>"$_ftl2_a.claim"
  exit "$_ftl2_x"
}
_ftl2_barred() {
  _ftl2_fenced "$_ftl2_d" "$_ftl2_t" && { echo fenced; return 0; }
  [ -n "$_ftl2_h" ] && _ftl2_fenced "$_ftl2_h" "$_ftl2_l" && echo held
}
_ftl2_start() { shift 19; _ftl2_s=$1; }
# In words of our own: a shell's would name this file.
_ftl2_there() {
  case $1 in
    */*) [ -e "$1" ] || { echo "sh: $1: not found" >&2; return 127; }
      [ -x "$1" ] && [ ! -d "$1" ] || { echo "sh: $1: Permission denied" >&2; return 126; } ;;
    *) command -v "$1" >/dev/null 2>&1 || { echo "sh: $1: not found" >&2; return 127; } ;;
  esac
}
_ftl2_program() { _ftl2_there "$1" || exit; exec "$@"; }
_ftl2_script() { _ftl2_c=$1; shift; eval "$_ftl2_c"; }
[ $# -eq 0 ] || _ftl2_main _ftl2_program "$@"
`;

/**
 * What became of a receipt: `sh -c … sh FOLDER ACTION TOKEN`, in a session. Prints one line: `finished RC WHY STARTED BOOTED ENDED`
 * (STARTED in hundredths of a second after BOOTED, which like ENDED counts seconds since 1970; `-` where unknown), running,
 * interrupted, unclaimed, fenced or unwritable.
 *
 * An end is looked for again after the claim's owner was seen dead: he may have written it in between. An owner who is gone
 * but whose process group lives on is still running. After a power cut a claim may be lost that was there: where commands
 * ran in another boot and none in this one, an absent claim proves nothing.
 */
export const settleScript = `${tokens}
_ftl2_d=$1 _ftl2_a=$1/$2 _ftl2_t=$3
[ -d "$_ftl2_d/tokens" ] || ( umask 077; mkdir -p "$_ftl2_d/tokens" ) || { echo unwritable; exit; }
if _ftl2_fenced "$_ftl2_d" "$_ftl2_t"; then echo fenced; exit; fi
_ftl2_stored "$_ftl2_d" "$_ftl2_t" 0 || { echo unwritable; exit; }
_ftl2_w=settled
for _ftl2_f in "$_ftl2_d"/boot.*; do [ -e "$_ftl2_f" ] && [ ! -e "$_ftl2_d/boot.$_ftl2_b" ] && _ftl2_w=lost; done
_ftl2_read() {
  _ftl2_p= _ftl2_s=- _ftl2_o= _ftl2_x= _ftl2_y=none
  while read -r _ftl2_k _ftl2_v _ftl2_z; do
    case $_ftl2_p:$_ftl2_k in
      :*) _ftl2_p=$_ftl2_k _ftl2_s=$_ftl2_v _ftl2_o=$_ftl2_z ;;
      *:end) _ftl2_x=\${_ftl2_x:-$_ftl2_v} ;;
      *:why) _ftl2_y=$_ftl2_v ;;
      *:refused) _ftl2_p=settled ;;
    esac
  done <"$_ftl2_a.claim"
}
_ftl2_alive() {
  [ "$_ftl2_o" = "$_ftl2_b" ] || return 1
  [ "$_ftl2_s" = - ] && { kill -0 "$_ftl2_p" 2>/dev/null; return; }
  for _ftl2_f in "/proc/$_ftl2_p/stat" /proc/[0-9]*/stat; do
    { read -r _ftl2_v <"$_ftl2_f"; } 2>/dev/null || continue
    set -- \${_ftl2_v##*) }
    case $1 in Z | X) continue ;; esac
    if [ "$_ftl2_f" = "/proc/$_ftl2_p/stat" ]; then [ "\${20}" = "$_ftl2_s" ]; return; fi
    [ "$3" = "$_ftl2_p" ] || [ "$4" = "$_ftl2_p" ] && return 0
  done
  return 1
}
if ( set -C; true >"$_ftl2_a.claim" ) 2>/dev/null; then echo "$_ftl2_w" >>"$_ftl2_a.claim"; fi
[ -e "$_ftl2_a.claim" ] || { echo unwritable; exit; }
_ftl2_n=0 _ftl2_e=
while :; do
  _ftl2_read
  case $_ftl2_p in
    settled) echo unclaimed; exit ;;
    lost) echo interrupted; exit ;;
    '')
      _ftl2_n=$((_ftl2_n + 1)); [ $_ftl2_n -gt 30 ] && { echo unwritable; exit; }
      [ $_ftl2_n -eq 20 ] && echo "$_ftl2_w" >>"$_ftl2_a.claim"
      sleep 0.05 2>/dev/null || sleep 1 ;;
    *)
      if [ -n "$_ftl2_x" ]; then
        _ftl2_t=-; while read -r _ftl2_k _ftl2_v; do [ "$_ftl2_k" = btime ] && _ftl2_t=$_ftl2_v; done 2>/dev/null </proc/stat
        echo finished "$_ftl2_x" "$_ftl2_y" "$_ftl2_s" "$_ftl2_t" \\
          "$(stat -c %Y "$_ftl2_a.claim" 2>/dev/null || stat -f %m "$_ftl2_a.claim" 2>/dev/null || echo -)"
        exit
      fi
      _ftl2_alive && { echo running; exit; }
      [ -n "$_ftl2_e" ] && { echo interrupted; exit; }
      _ftl2_e=dead ;;
  esac
done
`;
