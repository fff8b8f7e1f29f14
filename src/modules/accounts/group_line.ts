// The number of a group on a host whose programs cannot change it (busybox): its line of /etc/group is written anew.
import type { Command } from "../../model/command.ts";

// The neighbour is the file that busybox's own programs take for a lock, so that none of them writes meanwhile.
const EDIT = `f=/etc/group t=/etc/group+
( set -C; : >"$t" ) 2>/dev/null || { echo "$t is there: another program changes groups; if none does, remove that file" >&2; exit 1; }
chmod 644 "$t" || exit 1
n=0
while IFS= read -r l || [ -n "$l" ]; do
case $l in "$1":*:"$2":*) r=\${l#*:}; l=$1:\${r%%:*}:$3:\${l#*:*:*:}; n=1;; esac
printf '%s\\n' "$l"
done <"$f" >"$t" && [ "$n" -eq 1 ] && mv -f -- "$t" "$f" || { rm -f -- "$t"; echo "cannot change the number of $1" >&2; exit 1; }`;

/** The command that gives a group of /etc/group another number. */
export function editGid(name: string, from: number, to: number): Command {
  return { argv: ["sh", "-c", EDIT, "sh", name, String(from), String(to)] };
}
