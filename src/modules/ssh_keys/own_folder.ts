// Files that root writes into a folder of an account: its owner may put a link in place of any name there, at any moment, and root would follow it.

/**
 * Shell functions. `enter FOLDER REAL UID` goes into a folder and stays in it, whatever becomes of its name; it ends the script unless the folder lies
 * at REAL, its path without links, or is UID's own (empty: nobody's). `place FILE NAME OWNER UMASK` puts a copy of a file, which nobody else can
 * change, under a name in the folder that was entered; only what it made itself is written to and given away. OWNER may be empty.
 */
export const OWN_FOLDER = `enter() {
cd -P -- "$1" || exit 1
[ "$(pwd -P)" = "$2" ] || { [ -n "$3" ] && [ "$(stat -c %u . 2>/dev/null || stat -f %u .)" = "$3" ]; } || {
echo "$1 is a link, or has become one, that leads to what is not the account's own" >&2; exit 1; }
}
place() {
t_=$(mktemp -u ./.ftl2.XXXXXXXX) || return
( umask "$4"; set -C; exec 9>"$t_" || exit
cat <"$1" >&9 || exit
[ -z "$3" ] || chown "$3" /dev/fd/9 2>/dev/null || chown -h "$3" "$t_" ) &&
{ mv -fT -- "$t_" "./$2" 2>/dev/null || { [ ! -d "./$2" ] && mv -f -- "$t_" "./$2"; }; } || { rm -f -- "$t_"; return 1; }
}
`;
