// An entry of /etc/passwd or /etc/group written anew, on a host whose own programs cannot change it (busybox).
import type { Command } from "../../model/command.ts";
import { ACCOUNTS } from "./account_tools.ts";

/**
 * Takes the name that busybox's programs take for a lock, so that none of them writes meanwhile: as a link whose text is the process, in one step. What a
 * deed has left that was killed is known by that process, which is gone.
 */
const HOLD = `L=$F+; { read -r o h </proc/self/stat; } 2>/dev/null || o=$$
h=$(readlink -- "$L" 2>/dev/null)
case $h in ftl2-*) kill -0 "\${h#ftl2-}" 2>/dev/null || rm -f -- "$L";; esac
ln -s -- "ftl2-$o" "$L" 2>/dev/null || { echo "$L is there: another program changes accounts; if none does, remove that file" >&2; exit 1; }
t=$(mktemp /etc/.ftl2.XXXXXXXX) || { rm -f -- "$L"; exit 1; }`;

/** The command that writes an entry of a file. `change` is shell: for each line `l`, where it is the one that is meant, it sets `l` anew and `m=1`. */
export function editEntry(file: "/etc/passwd" | "/etc/group", change: string, words: readonly string[]): Command {
  const script = `${ACCOUNTS}F=${file} m=0
${HOLD}
while IFS= read -r l || [ -n "$l" ]; do
${change}
printf '%s\\n' "$l"
done <"$F" >"$t" && [ "$m" -eq 1 ] && chmod 644 "$t" && mv -f -- "$t" "$F" || {
rm -f -- "$t" "$L"; echo "cannot change the entry of $1 in $F: it is not there any more, or cannot be written" >&2; exit 1; }
rm -f -- "$L"`;
  return { argv: ["sh", "-c", script, "sh", ...words] };
}
