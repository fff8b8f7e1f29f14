# A call of one of Ansible's modules, as the session's sh makes it: `. client FOLDER KEY ID WORDS...`. What is to be done comes on standard input, the
# answer of runner.py goes to standard output. KEY names the Python; where none lives, it is started: by WORDS, or where KEY begins with auto by the first of
# them that can. Ends with 0; 97: there is no Python; 98: the Python died; 143: told to end.
_ftl2_here=$1/ansible _ftl2_py=$1/ansible/$2 _ftl2_id=$3
case $2 in auto*) _ftl2_auto=1 ;; *) _ftl2_auto= ;; esac
shift 3
trap '' PIPE
# Each pipe is opened in both directions first, which waits for nobody; what is kept sees the other end go.
_ftl2_meet() {
  [ -p "$_ftl2_py/call" ] && [ -p "$_ftl2_py/done" ] || return 1
  command exec 6<>"$_ftl2_py/done" 7<"$_ftl2_py/done" 6>&- 6<>"$_ftl2_py/call" 8>"$_ftl2_py/call" 6>&- || return 1
  printf '\0\0\0%s\n' "$_ftl2_id" >&8 || return 1
  read -r _ftl2_w <&7 && [ "$_ftl2_w" = "go $_ftl2_id" ]
}
_ftl2_try() { "$@" -E "$_ftl2_here/runner.py" "$_ftl2_py" "$_ftl2_s" 600 </dev/null >/dev/null 6>&- 7<&- 8>&-; }
_ftl2_start() {
  read -r _ftl2_s <"$_ftl2_here/session" && mkdir -p -m 700 "$_ftl2_py" || return 1
  [ -n "$_ftl2_auto" ] || { _ftl2_try "$@"; return; }
  for _ftl2_w; do command -v "$_ftl2_w" >/dev/null && _ftl2_try "$_ftl2_w" 2>/dev/null && return 0; done
  return 1
}
_ftl2_meet 2>/dev/null || _ftl2_meet 2>/dev/null || { _ftl2_start "$@" || exit 97; _ftl2_meet || _ftl2_meet || exit 98; }
_ftl2_end=0
trap '_ftl2_end=143; echo stop >&8' TERM
{ umask; printf '\0'; if [ -e "$_ftl2_here/environ" ]; then cat /proc/self/environ -; else env -0; cat; fi; } >&8
until read -r _ftl2_w _ftl2_i _ftl2_n <&7; do
  # A signal ends a read, too.
  [ $_ftl2_end = 143 ] || exit 98
  [ "${_ftl2_again:=0}" -lt 9 ] || exit 143
  _ftl2_again=$((_ftl2_again + 1))
done
# To read a short line costs less than to start a program.
if [ "$_ftl2_n" -lt 3000 ]; then IFS= read -r _ftl2_w <&7 && printf '%s\n' "$_ftl2_w"; else head -c "$_ftl2_n" <&7; fi
exit $_ftl2_end
