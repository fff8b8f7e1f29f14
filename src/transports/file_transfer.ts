// Whole files to and from a host.
import { type Carriage, carried, readFrame } from "./frame.ts";
import { textOf } from "./outputs.ts";
import { literalPath, quote } from "./quoting.ts";
import type { Line } from "./session.ts";

/**
 * Writes standard input over a file: `sh -c … sh PATH MODE SUFFIX`. A link is written through. The neighbour is created
 * exclusively and only for the user, gets the old file's mode and owner, and is renamed over it; whatever fails, it is removed.
 * GNU cp copies attributes (and ACLs) in one program; elsewhere stat, chown and chmod do.
 */
export const putScript = `
p=$1 m=$2
if [ -L "$p" ]; then p=$(readlink -f -- "$p" && echo .) && p=\${p%??} || { echo "its link leads nowhere" >&2; exit 1; }; fi
[ -d "$p" ] && { echo "it is a directory" >&2; exit 1; }
[ -e "$p" ] && [ ! -f "$p" ] && { echo "it is not a regular file" >&2; exit 1; }
t=\${p%/*}/.ftl2-$3
trap 'rm -f "$t"' EXIT
trap 'exit 143' HUP INT TERM
( umask 077; set -C; cat >"$t" ) || exit 1
if [ -e "$p" ]; then
  cp --attributes-only --preserve=mode,ownership -- "$p" "$t" 2>/dev/null || {
    s=$(stat -c '%u:%g %a' -- "$p" 2>/dev/null || stat -f '%u:%g %Mp%Lp' -- "$p") && chown "\${s% *}" "$t" && chmod "\${s#* }" "$t" || exit 1
  }
  { [ -O "$p" ] || [ ! -O "$t" ]; } && { [ -G "$p" ] || [ ! -G "$t" ]; } || { echo "its owner cannot be kept" >&2; exit 1; }
elif [ -n "$m" ] && [ "$m" != 0600 ]; then
  chmod -- "$m" "$t" || exit 1
fi
mv -f -- "$t" "$p" || exit 1
trap - EXIT
`;

/** Reads a file's bytes, of any size, straight through the session's pipe. */
export async function fetchFile(
  line: Line,
  path: string,
  errors: { file: string; carriage: Carriage },
): Promise<{ rc: number; bytes: Uint8Array; complaint: string }> {
  const marker = crypto.randomUUID();
  const err = quote(errors.file);
  await line.send(
    `( exec cat -- ${quote(literalPath(path))} ) </dev/null 2>${err}; _ftl2_x=$?; printf %s ${marker}; ` +
      `_ftl2_f $_ftl2_x ${marker} /dev/null ${err} ${carried(errors.carriage)}\n`,
  );
  const bytes = await line.until(marker);
  const files = () => ({ out: "/dev/null", err: errors.file });
  const frame = await readFrame(line, marker, { ...errors.carriage, files });
  return { rc: Number(frame.status), bytes, complaint: textOf(frame.err).text.trim() };
}
