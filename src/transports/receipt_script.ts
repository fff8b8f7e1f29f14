// The shell texts of receipts: the wrapper that runs a command under one, and the question what became of one.
//
// Files of a receipt, in a folder a loop (0700), by the action's number N:
//   N.pPID   who tried: pid, start time (field 22 of /proc/PID/stat) and boot id. Written before the claim, so that a claim's
//            owner is always known, whenever he dies.
//   N.claim  created exclusively, once: the pid of who runs it; `settled` by who looked and found nothing; `lost` when it cannot be known.
//   N.out N.err   the command's output, and what a result is read from.
//   N.end    the exit status, one write: what is there is whole.
//   N.why    timeout or cancel, by who ended it.
// token.T stands for a fencing token seen, boot.ID for a boot in which commands ran here. Names are compared, not contents,
// so that two writers at once can never put an older token in place of a newer one.

/** Shell functions that wrapper and settling share. They want folder, base, token and boot id in `_ftl2_d _ftl2_a _ftl2_t _ftl2_b`. */
const tokens = `
_ftl2_fenced() { for _ftl2_f in "$_ftl2_d"/token.*; do [ "\${_ftl2_f##*.}" -gt "$_ftl2_t" ] 2>/dev/null && return 0; done; return 1; }
_ftl2_stored() {
  [ -e "$_ftl2_d/token.$_ftl2_t" ] && return 0
  { echo >"$_ftl2_d/token.$_ftl2_t"; } || return 1
  for _ftl2_f in "$_ftl2_d"/token.*; do [ "\${_ftl2_f##*.}" -lt "$_ftl2_t" ] && rm -f "$_ftl2_f"; done
  return 0
}
`;

/**
 * Runs a command under a receipt: `sh wrapper FOLDER ACTION TOKEN BOOT CWD ARGV...`, in a process group of its own. It
 * outlives the session and the controller, and writes the end itself. Prints a word on stdout, and nothing else, when it
 * refuses: claimed, fenced or unwritable. Nothing of it is exported, and no program is started but the command.
 */
export const receiptWrapper = `${tokens}
_ftl2_main() {
  _ftl2_d=$1 _ftl2_a=$1/$2 _ftl2_t=$3 _ftl2_b=$4 _ftl2_c=$5
  shift 5
  if _ftl2_fenced; then echo fenced; exit 1; fi
  _ftl2_s=-
  [ -r /proc/$$/stat ] && read -r _ftl2_s </proc/$$/stat && _ftl2_start \${_ftl2_s##*) }
  { _ftl2_stored && echo "$$ $_ftl2_s $_ftl2_b" >"$_ftl2_a.p$$"; } || { echo unwritable; exit 1; }
  set -C
  if { echo $$ >"$_ftl2_a.claim"; } 2>/dev/null; then set +C
  elif [ -e "$_ftl2_a.claim" ]; then rm -f "$_ftl2_a.p$$"; echo claimed; exit 1
  else echo unwritable; exit 1
  fi
  if _ftl2_fenced; then echo settled >"$_ftl2_a.claim"; echo fenced; exit 1; fi
  trap : HUP INT TERM
  ( [ -z "$_ftl2_c" ] || CDPATH= cd -- "$_ftl2_c" || exit 1; exec "$@" ) >"$_ftl2_a.out" 2>"$_ftl2_a.err"
  _ftl2_x=$?
  echo "$_ftl2_x" >"$_ftl2_a.end"
  exit "$_ftl2_x"
}
_ftl2_start() { shift 19; _ftl2_s=$1; }
_ftl2_main "$@"
`;

/**
 * What became of a receipt: `sh -c … sh FOLDER ACTION TOKEN`, in a session. Prints one line: `finished RC WHY STARTED ENDED`
 * (seconds since 1970, empty where unknown), running, interrupted, unclaimed, fenced or unwritable.
 *
 * A claim is looked for before an end is believed missing, and an end is looked for again after its owner was seen dead: it
 * may have written it in between. A claim whose owner is gone but whose process group lives on is still running. After
 * a power cut a claim may be lost that was there: where commands ran in another boot and none in this one, an absent claim proves nothing.
 */
export const settleScript = `${tokens}
_ftl2_d=$1 _ftl2_a=$1/$2 _ftl2_t=$3
[ -d "$_ftl2_d" ] || ( umask 077; mkdir -p "$_ftl2_d" ) || { echo unwritable; exit; }
if _ftl2_fenced; then echo fenced; exit; fi
_ftl2_stored || { echo unwritable; exit; }
_ftl2_w=settled
for _ftl2_f in "$_ftl2_d"/boot.*; do [ -e "$_ftl2_f" ] && [ ! -e "$_ftl2_d/boot.$_ftl2_b" ] && _ftl2_w=lost; done
_ftl2_alive() {
  [ -r "$_ftl2_a.p$1" ] && read -r _ftl2_p _ftl2_s _ftl2_o <"$_ftl2_a.p$1" && [ "$_ftl2_o" = "$_ftl2_b" ] || return 1
  [ "$_ftl2_s" = - ] && { kill -0 "$1" 2>/dev/null; return; }
  for _ftl2_f in "/proc/$1/stat" /proc/[0-9]*/stat; do
    { read -r _ftl2_o <"$_ftl2_f"; } 2>/dev/null || continue
    set -- "$1" \${_ftl2_o##*) }
    case $2 in Z | X) continue ;; esac
    if [ "$_ftl2_f" = "/proc/$1/stat" ]; then [ "\${21}" = "$_ftl2_s" ]; return; fi
    [ "$4" = "$1" ] || [ "$5" = "$1" ] && return 0
  done
  return 1
}
_ftl2_n=0
while :; do
  if [ -s "$_ftl2_a.end" ]; then
    read -r _ftl2_x <"$_ftl2_a.end"
    _ftl2_y=none; [ -s "$_ftl2_a.why" ] && read -r _ftl2_y <"$_ftl2_a.why"
    echo finished "$_ftl2_x" "$_ftl2_y" $(stat -c %Y "$_ftl2_a.claim" "$_ftl2_a.end" 2>/dev/null || stat -f %m "$_ftl2_a.claim" "$_ftl2_a.end" 2>/dev/null)
    exit
  fi
  if ( set -C; echo "$_ftl2_w" >"$_ftl2_a.claim" ) 2>/dev/null; then
    [ $_ftl2_w = settled ] && echo unclaimed || echo interrupted
    exit
  fi
  [ -e "$_ftl2_a.claim" ] || { echo unwritable; exit; }
  _ftl2_p=; read -r _ftl2_p <"$_ftl2_a.claim"
  case $_ftl2_p in
    settled) echo unclaimed; exit ;;
    lost) echo interrupted; exit ;;
    '')
      for _ftl2_f in "$_ftl2_a".p*; do _ftl2_alive "\${_ftl2_f##*.p}" && { echo running; exit; }; done
      [ $_ftl2_n -ge 20 ] && { echo interrupted; exit; }
      _ftl2_n=$((_ftl2_n + 1)); sleep 0.05 2>/dev/null || sleep 1 ;;
    *)
      _ftl2_alive "$_ftl2_p" && { echo running; exit; }
      [ -s "$_ftl2_a.end" ] || { echo interrupted; exit; } ;;
  esac
done
`;
